"""The addresses of councillors, members of boards and champions."""

from django.urls import path

from antiphon.workspace.stakeholders import champion_views, views

app_name = "stakeholders"
urlpatterns = [
    path("saying/councillors/", views.register, name="list"),
    path("saying/people/new/<slug:who>/", views.new, name="new"),
    path("saying/people/<int:stakeholder>/", views.stakeholder, name="stakeholder"),
    path("saying/people/<int:stakeholder>/edit/", views.edit, name="edit"),
    path("saying/people/<int:stakeholder>/leave/", views.leave, name="leave"),
    path("saying/people/<int:stakeholder>/seats/new/", views.seat, name="seat"),
    path("saying/people/seats/<int:seat>/end/", views.end_seat, name="end_seat"),
    path("saying/people/<int:stakeholder>/note/", champion_views.note, name="note"),
    path("saying/people/<int:stakeholder>/rest/", champion_views.rest, name="rest"),
    path("saying/champions/", champion_views.champions, name="champions"),
    path("saying/champions/messages/new/", champion_views.new_message, name="new_message"),
    path("saying/champions/messages/<int:message>/", champion_views.message, name="message"),
    path("saying/champions/messages/<int:message>/edit/", champion_views.edit_message, name="edit_message"),
    path("saying/champions/copies/<int:copy>/done/", champion_views.done, name="done"),
]
