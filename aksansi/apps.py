"""The project package as an app: it lends its commands."""

from django.apps import AppConfig


class AksansiConfig(AppConfig):
    name = "aksansi"
    label = "aksansi"
    verbose_name = "AKSANSI"
