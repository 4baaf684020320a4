"""Addresses of the deliveries."""

from django.urls import path

from antiphon.workspace.delivery import route_views, send_views, views

app_name = "delivery"
urlpatterns = [
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/routes/", route_views.routes, name="routes"),
    path("deliveries/routes/<slug:route>/try/", route_views.try_route, name="try_route"),
    path("deliveries/routes/<slug:route>/open/", route_views.open_route, name="open_route"),
    path("deliveries/sends/", send_views.sends, name="sends"),
    path("deliveries/sends/<int:pk>/", send_views.send, name="send"),
    path("deliveries/sends/<int:pk>/unknown/", send_views.resolve_all, name="resolve_all"),
    *(path(f"deliveries/sends/<int:pk>/{what}/", send_views.do, {"what": what}, name=f"{what}_send") for what in send_views.DO),
    path("deliveries/<slug:slug>/stop/", views.stop, name="stop"),
    path("deliveries/<int:pk>/resolve/", views.resolve, name="resolve"),
]
