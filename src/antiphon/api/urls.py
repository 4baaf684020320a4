"""The addresses of the API: version 1, its schema, and the page about it."""

from django.urls import path

from antiphon.api.page import page
from antiphon.api.v1 import api

urlpatterns = [path("", page, name="api"), path("v1/", api.urls)]
