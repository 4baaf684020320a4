"""The addresses of events."""

from django.urls import path

from antiphon.workspace.events import count_views, forum_views, place_views, views

app_name = "events"
urlpatterns = [
    path("events/", views.listing, name="list"),
    path("events/new/", views.new, name="new"),
    path("events/figures/", count_views.figures, name="figures"),
    path("events/figures.csv", count_views.figures_file, name="figures_file"),
    path("events/<int:event>/", views.event, name="event"),
    path("events/<int:event>/edit/", views.edit, name="edit"),
    path("events/<int:event>/publish/", views.publish, name="publish"),
    path("events/<int:event>/take-off/", views.take_off, name="take_off"),
    path("events/<int:event>/cancel/", views.cancel, name="cancel"),
    path("events/<int:event>/follow/", views.follow, name="follow"),
    path("events/<int:event>/presenters/new/", views.present, name="present"),
    path("events/presenters/<int:presenter>/remove/", views.present_no_more, name="present_no_more"),
    path("events/presenters/<int:presenter>/show/", views.show_presenter, name="show_presenter"),
    path("events/<int:event>/materials/new/", views.add_material, name="add_material"),
    path("events/materials/<int:material>/remove/", views.remove_material, name="remove_material"),
    path("events/materials/<int:material>/show/", views.show_material, name="show_material"),
    path("events/<int:event>/places/", place_views.places_list, name="places"),
    path("events/<int:event>/places.csv", place_views.places_file, name="places_file"),
    path("events/<int:event>/places/new/", place_views.add_place, name="add_place"),
    path("events/places/<int:place>/<slug:what>/", place_views.settle, name="settle_place"),
    path("events/<int:event>/attendance/", count_views.attendance, name="attendance"),
    path("events/attendance/<int:file>/take-back/", count_views.take_back, name="take_back"),
    path("events/<int:event>/views/new/", count_views.note_views, name="note_views"),
    path("events/views/<int:views>/remove/", count_views.remove_views, name="remove_views"),
    path("events/<int:event>/questions/", count_views.questions, name="questions"),
    path("events/questions/<int:question>/drop/", count_views.drop_question, name="drop_question"),
    path("events/<int:event>/forum/", forum_views.forum, name="forum"),
    path("events/<int:event>/forum.csv", forum_views.forum_file, name="forum_file"),
    path("events/<int:event>/forum/open/", forum_views.open_forum, name="open_forum"),
    path("events/<int:event>/forum/archive/", forum_views.archive, name="archive_forum"),
    path("events/posts/<int:post>/show/", forum_views.show, name="show_post"),
    path("events/posts/<int:post>/keep/", forum_views.keep, name="keep_post"),
    path("events/posts/<int:post>/hide/", forum_views.hide, name="hide_post"),
    path("events/posts/<int:post>/answer/", forum_views.answer, name="answer_post"),
]
