"""The addresses of the engagement screens."""

from django.urls import path

from antiphon.workspace.engagement import views

app_name = "engagement"
urlpatterns = [
    path("engagements/", views.engagements, name="list"),
    path("engagements/new/", views.new, name="new"),
    path("engagements/<slug:slug>/", views.story, name="story"),
    path("engagements/<slug:slug>/edit/", views.edit, name="edit"),
    path("engagements/<slug:slug>/more-time/", views.more_time, name="more_time"),
    path("engagements/<slug:slug>/partners/", views.partners, name="partners"),
    path("engagements/<slug:slug>/partners/remove/", views.remove_partner, name="remove_partner"),
    path("engagements/<slug:slug>/duty/", views.duty, name="duty"),
    path("engagements/<slug:slug>/publish/", views.publish, name="publish"),
]
