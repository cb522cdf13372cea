"""Doors of the roof."""

from django.http import HttpResponse

from chapters.pages import Page


class HomePage(Page):
    def get(self, request):
        return HttpResponse("home")


def csrf_failure(request, reason=""):
    return HttpResponse("csrf", status=403)
