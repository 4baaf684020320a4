"""The addresses of the API: version 1, its schema, the page about it, and where providers call back."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from antiphon.api.page import page
from antiphon.api.problems import problem
from antiphon.api.receipts import from_notify, from_provider
from antiphon.api.v1 import api


def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Say that there is nothing here, rather than send a program to the same address with a slash behind it."""
    return problem(404)


urlpatterns = [
    path("", page, name="api"), path("v1/", api.urls), path("v1/<path:rest>", nothing),
    path("receipts/notify/", from_notify, name="receipts_notify"),
    path("receipts/<slug:provider>/", from_provider, name="receipts_provider"),
]  # fmt: skip
