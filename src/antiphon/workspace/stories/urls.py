"""The addresses of case studies and stories in the workspace."""

from django.urls import path

from antiphon.workspace.stories import views

app_name = "stories"
urlpatterns = [
    path("stories/", views.home, name="home"),
    path("stories/new/", views.new_story, name="new"),
    path("stories/<int:pk>/", views.story, name="story"),
    path("stories/<int:pk>/edit/", views.edit_story, name="edit"),
    path("stories/<int:pk>/consent/", views.consent, name="consent"),
    path("stories/<int:pk>/publish/", views.publish_story, name="publish"),
    path("stories/<int:pk>/take-down/", views.take_down_story, name="take_down"),
    path("stories/<int:pk>/take-back/", views.take_back, name="take_back"),
    path("stories/<int:pk>/uses/", views.use, name="use"),
    path("stories/<int:pk>/uses/<int:use>/", views.call_back, name="call_back"),
    path("case-studies/new/", views.new_case, name="new_case"),
    path("case-studies/<int:pk>/", views.case, name="case"),
    path("case-studies/<int:pk>/edit/", views.edit_case, name="edit_case"),
    path("case-studies/<int:pk>/publish/", views.publish_case, name="publish_case"),
    path("case-studies/<int:pk>/take-down/", views.take_down_case, name="take_down_case"),
    path("case-studies/<int:pk>/file.<slug:kind>", views.case_file, name="case_file"),
]
