"""The addresses of exports in the workspace."""

from django.urls import path

from antiphon.workspace.exports import views

app_name = "exports"
HERE = "engagements/<slug:slug>"
urlpatterns = [
    path(f"{HERE}/exports/", views.exports, name="list"),
    path(f"{HERE}/exports/<int:pk>/", views.export, name="one"),
    path(f"{HERE}/exports/<int:pk>/file/", views.file, name="file"),
    path(f"{HERE}/results/cross-tab.csv", views.cross_csv, name="cross_csv"),
    path(f"{HERE}/results/cross-tab.pdf", views.cross_pdf, name="cross_pdf"),
]
