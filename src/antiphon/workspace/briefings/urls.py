"""The addresses of briefings."""

from django.urls import path

from antiphon.workspace.briefings import question_views, views

app_name = "briefings"
urlpatterns = [
    path("saying/briefings/", views.briefings, name="list"),
    path("saying/briefings/new/", views.new, name="new"),
    path("saying/briefings/<int:briefing>/", views.briefing, name="briefing"),
    path("saying/briefings/<int:briefing>/edit/", views.edit, name="edit"),
    path("saying/briefings/<int:briefing>/write/", views.write, name="write"),
    path("saying/briefings/<int:briefing>/packs/<slug:audience>/", views.pack, name="pack"),
    path("saying/briefings/<int:briefing>/send/", views.send, name="send"),
    path("saying/briefings/<int:briefing>/copies/<int:reader>/", views.copy, name="copy"),
    path("saying/briefings/<int:briefing>/meetings/new/", question_views.new_meeting, name="new_meeting"),
    path("saying/briefings/<int:briefing>/meetings/<int:meeting>/", question_views.meeting, name="meeting"),
    path("saying/briefings/questions/<int:question>/", question_views.question, name="question"),
    path("saying/briefings/questions/<int:question>/hold/", question_views.hold, name="hold"),
]
