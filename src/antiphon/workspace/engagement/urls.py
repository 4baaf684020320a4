"""The addresses of the engagement screens."""

from django.urls import path

from antiphon.workspace.engagement import asks_views, channel_views, question_views, twin_views, views

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
    path("engagements/<slug:slug>/questions/", question_views.questions, name="questions"),
    path("engagements/<slug:slug>/questions/add/", question_views.add, name="add_question"),
    path("engagements/<slug:slug>/questions/copy/", question_views.copy, name="copy_questions"),
    path("engagements/<slug:slug>/questions/ready-made/", question_views.ready_made, name="ready_made"),
    path("engagements/<slug:slug>/questions/<int:pk>/", question_views.question, name="question"),
    path("engagements/<slug:slug>/questions/<int:pk>/move/", question_views.move, name="move_question"),
    path("engagements/<slug:slug>/questions/<int:pk>/remove/", question_views.remove, name="remove_question"),
    path("engagements/<slug:slug>/questions/<int:pk>/sign/", question_views.sign, name="sign_question"),
    path("engagements/<slug:slug>/questions/<int:pk>/withdraw/", question_views.withdraw, name="withdraw_question"),
    path("engagements/<slug:slug>/twins/", twin_views.twins, name="twins"),
    path("engagements/<slug:slug>/twins/new/", twin_views.new_twin, name="new_twin"),
    path("engagements/<slug:slug>/twins/<int:pk>/", twin_views.twin, name="twin"),
    path("engagements/<slug:slug>/twins/<int:pk>/publish/", twin_views.publish_twin, name="publish_twin"),
    path("engagements/<slug:slug>/twins/<int:pk>/withdraw/", twin_views.withdraw_twin, name="withdraw_twin"),
    path("engagements/<slug:slug>/inclusion/", twin_views.inclusion, name="inclusion"),
    path("engagements/<slug:slug>/share/", twin_views.share, name="share"),
    path("engagements/<slug:slug>/asked/", asks_views.asked, name="asked"),
    path("engagements/<slug:slug>/asked/go-on/", asks_views.go_on, name="go_on"),
    path("engagements/<slug:slug>/missing/areas/", asks_views.areas, name="areas"),
    path("calendar/asks/", asks_views.calendar, name="calendar"),
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
