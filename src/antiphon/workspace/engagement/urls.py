"""The addresses of the engagement screens."""

from django.urls import path

from antiphon.workspace.engagement import asks_views, channel_views, views

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
    path("engagements/<slug:slug>/asked/", asks_views.asked, name="asked"),
    path("engagements/<slug:slug>/asked/go-on/", asks_views.go_on, name="go_on"),
    path("engagements/<slug:slug>/missing/areas/", asks_views.areas, name="areas"),
    path("calendar/", asks_views.calendar, name="calendar"),
    path("calendar/asks.ics", asks_views.ics, name="ics"),
    path("pulse/", asks_views.pulse, name="pulse"),
    path("channels/", channel_views.register, name="channels"),
    path("channels/<int:pk>/", channel_views.channel, name="channel"),
    path("channels/<int:pk>/change/", channel_views.change, name="change_channel"),
    path("channels/<int:pk>/approve/", channel_views.approve, name="approve_channel"),
    path("channels/<int:pk>/switch/", channel_views.switch, name="switch_channel"),
    path("channels/<int:pk>/review/", channel_views.review, name="review_channel"),
    path("channels/of/<int:organisation>/begin/", channel_views.begin, name="begin_channels"),
    path("channels/of/<int:organisation>/write/", channel_views.write, name="write_channel"),
]
