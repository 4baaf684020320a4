"""The addresses of the API: version 1, its schema, and the page about it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from antiphon.api.page import page
from antiphon.api.problems import problem
from antiphon.api.v1 import api


def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Say that there is nothing here, rather than send a program to the same address with a slash behind it."""
    return problem(404)


urlpatterns = [path("", page, name="api"), path("v1/", api.urls), path("v1/<path:rest>", nothing)]
