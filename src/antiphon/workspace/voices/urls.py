"""The addresses of the voice screens."""

from django.urls import path

from antiphon.workspace.voices import views

app_name = "voices"
urlpatterns = [
    path("engagements/<slug:slug>/voices/", views.voices, name="list"),
    path("engagements/<slug:slug>/voices/import/", views.take_file, name="import"),
    path("engagements/<slug:slug>/voices/imports/<int:pk>/", views.batch, name="batch"),
    path("engagements/<slug:slug>/voices/imports/<int:pk>/undo/", views.undo, name="undo"),
    path("engagements/<slug:slug>/voices/eyes/", views.eyes, name="eyes"),
    path("engagements/<slug:slug>/voices/eyes/<int:pk>/", views.look, name="look"),
    path("engagements/<slug:slug>/voices/<int:pk>/", views.voice, name="voice"),
]
