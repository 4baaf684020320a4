"""The addresses of flags and concerns."""

from django.urls import path

from antiphon.workspace.guard import views

app_name = "guard"
urlpatterns = [
    path("engagements/<slug:slug>/flags/", views.flags, name="flags"),
    path("engagements/<slug:slug>/flags/<int:pk>/", views.flag, name="flag"),
    path("engagements/<slug:slug>/flags/<int:pk>/second/", views.second, name="second"),
    path("engagements/<slug:slug>/flags/<int:pk>/again/", views.again, name="again"),
    path("engagements/<slug:slug>/safeguarding/", views.concerns, name="concerns"),
    path("engagements/<slug:slug>/safeguarding/<int:pk>/", views.concern, name="concern"),
    path("engagements/<slug:slug>/safeguarding/<int:pk>/step/", views.step, name="step"),
    path("engagements/<slug:slug>/safeguarding/<int:pk>/settle/", views.settle, name="settle"),
    path("engagements/<slug:slug>/voices/<int:pk>/concern/", views.raise_one, name="raise"),
    path("engagements/<slug:slug>/voices/keep-back/", views.keep_back, name="keep_back"),
]
