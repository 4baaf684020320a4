"""The addresses of “What we send”."""

from django.urls import path

from antiphon.workspace.sending import views

app_name = "sending"
urlpatterns = [path("sending/", views.hub, name="hub")]
