"""Addresses of the deliveries."""

from django.urls import path

from antiphon.workspace.delivery import views

app_name = "delivery"
urlpatterns = [
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<slug:slug>/stop/", views.stop, name="stop"),
    path("deliveries/<int:pk>/resolve/", views.resolve, name="resolve"),
]
