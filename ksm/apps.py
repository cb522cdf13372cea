from django.apps import AppConfig


class KsmConfig(AppConfig):
    name = "ksm"
