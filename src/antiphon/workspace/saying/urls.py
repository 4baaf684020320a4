"""The addresses of “What we say”: the hub, the words we use, the checker."""

from django.urls import path

from antiphon.workspace.saying import views

app_name = "saying"
urlpatterns = [
    path("saying/", views.hub, name="hub"),
]
