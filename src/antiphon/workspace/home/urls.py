"""The addresses of the first page and the help page."""

from django.urls import path

from antiphon.workspace.home import views

app_name = "home"
urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("help/", views.help_page, name="help"),
]
