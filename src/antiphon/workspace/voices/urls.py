"""The addresses of the voice screens."""

from django.urls import path

from antiphon.workspace.voices import receipt_views, views

app_name = "voices"
urlpatterns = [
    path("engagements/<slug:slug>/voices/", views.voices, name="list"),
    path("engagements/<slug:slug>/voices/import/", views.take_file, name="import"),
    path("engagements/<slug:slug>/voices/imports/<int:pk>/", views.batch, name="batch"),
    path("engagements/<slug:slug>/voices/imports/<int:pk>/undo/", views.undo, name="undo"),
    path("engagements/<slug:slug>/voices/eyes/", views.eyes, name="eyes"),
    path("engagements/<slug:slug>/voices/eyes/<int:pk>/", views.look, name="look"),
    path("engagements/<slug:slug>/voices/receipt/", receipt_views.find, name="receipt"),
    path("engagements/<slug:slug>/voices/receipt/copy/", receipt_views.copy, name="copy"),
    path("engagements/<slug:slug>/voices/receipt/stop/", receipt_views.stop, name="stop"),
    path("engagements/<slug:slug>/voices/receipt/erase/", receipt_views.erase, name="erase"),
    path("engagements/<slug:slug>/voices/<int:pk>/", views.voice, name="voice"),
]
