"""The addresses of decisions in the workspace."""

from django.urls import path

from antiphon.workspace.decisions import answer_views, comment_views, equality_views, views

app_name = "decisions"
urlpatterns = [
    path("engagements/<slug:slug>/comments/", comment_views.comments, name="comments"),
    path("engagements/<slug:slug>/comments/close/", comment_views.close, name="close_door"),
    path("engagements/<slug:slug>/comments/<int:pk>/", comment_views.revision, name="revision"),
    path("engagements/<slug:slug>/comments/<int:pk>/publish/", comment_views.publish, name="publish_revision"),
    path("engagements/<slug:slug>/decision/", views.overview, name="decision"),
    path("engagements/<slug:slug>/decision/start/", views.start, name="start"),
    path("engagements/<slug:slug>/decision/words/", views.words, name="words"),
    path("engagements/<slug:slug>/decision/options/", views.options, name="options"),
    path("engagements/<slug:slug>/decision/options/new/", views.option, name="new_option"),
    path("engagements/<slug:slug>/decision/options/<int:pk>/", views.option, name="option"),
    path("engagements/<slug:slug>/decision/options/<int:pk>/remove/", views.remove_option, name="remove_option"),
    path("engagements/<slug:slug>/decision/wording/", views.wording, name="wording"),
    path("engagements/<slug:slug>/decision/weigh/", views.weighing, name="weighing"),
    path("engagements/<slug:slug>/decision/weigh/<int:pk>/", views.weigh, name="weigh"),
    path("engagements/<slug:slug>/decision/equality/", equality_views.equality, name="equality"),
    path("engagements/<slug:slug>/decision/equality/groups/new/", equality_views.group, name="new_group"),
    path("engagements/<slug:slug>/decision/equality/groups/<int:pk>/", equality_views.group, name="group"),
    path("engagements/<slug:slug>/decision/equality/groups/<int:pk>/remove/", equality_views.remove_group, name="remove_group"),
    path("engagements/<slug:slug>/decision/equality/groups/<int:pk>/promise/", equality_views.promise, name="new_promise"),
    path("engagements/<slug:slug>/decision/equality/promises/<int:promise>/", equality_views.promise, name="promise"),
    path(
        "engagements/<slug:slug>/decision/equality/promises/<int:promise>/remove/", equality_views.remove_promise,
        name="remove_promise",
    ),
    path("engagements/<slug:slug>/decision/equality/promises/<int:promise>/done/", equality_views.done, name="done"),
    path("engagements/<slug:slug>/decision/table/", views.table, name="table"),
    path("engagements/<slug:slug>/decision/table/back/", views.take_off_the_table, name="take_off_the_table"),
    path("engagements/<slug:slug>/decision/record/", views.record, name="record"),
    path("engagements/<slug:slug>/decision/publish/", views.publish, name="publish"),
    path("engagements/<slug:slug>/decision/paper/", views.paper, name="paper"),
    path("engagements/<slug:slug>/answers/", answer_views.answers, name="answers"),
    path("engagements/<slug:slug>/answers/<int:pk>/", answer_views.answer, name="answer"),
    path("engagements/<slug:slug>/answers/<int:pk>/publish/", answer_views.publish, name="publish_answer"),
    path("engagements/<slug:slug>/answers/<int:pk>/take-down/", answer_views.take_down, name="take_down_answer"),
    path("engagements/<slug:slug>/answers/<int:pk>/follow-up/", answer_views.follow_up, name="follow_up"),
    path("engagements/<slug:slug>/answers/<int:pk>/follow-up/publish/", answer_views.publish_follow_up,
         name="publish_follow_up"),
    path("engagements/<slug:slug>/close/", answer_views.close, name="close"),
    path("engagements/<slug:slug>/tell/", answer_views.tell, name="tell"),
]  # fmt: skip
