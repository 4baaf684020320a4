"""The addresses of exports in the workspace."""

from django.urls import path

from antiphon.workspace.exports import request_views, views

app_name = "exports"
HERE = "engagements/<slug:slug>"
urlpatterns = [
    path("requests/", request_views.requests, name="requests"),
    path("requests/new/", request_views.new, name="new_request"),
    path("requests/<int:pk>/", request_views.one, name="request"),
    path("requests/<int:pk>/make/", request_views.make, name="make_bundle"),
    path("requests/<int:pk>/bundle.zip", request_views.bundle, name="request_bundle"),
    path("requests/<int:pk>/answered/", request_views.answered, name="answer_request"),
    path(f"{HERE}/exports/", views.exports, name="list"),
    path(f"{HERE}/exports/<int:pk>/", views.export, name="one"),
    path(f"{HERE}/exports/<int:pk>/file/", views.file, name="file"),
    path(f"{HERE}/results/cross-tab.csv", views.cross_csv, name="cross_csv"),
    path(f"{HERE}/results/cross-tab.pdf", views.cross_pdf, name="cross_pdf"),
]
