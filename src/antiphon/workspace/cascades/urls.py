"""The addresses of cascades."""

from django.urls import path

from antiphon.workspace.cascades import hop_views, more_views, views

app_name = "cascades"
urlpatterns = [
    path("sending/cascades/", views.listing, name="list"),
    path("sending/cascades/new/", views.new, name="new"),
    path("sending/cascades/routes/", more_views.routes, name="routes"),
    path("sending/cascades/routes/<int:route>/drop/", more_views.drop_route, name="drop_route"),
    path("sending/cascades/routes/of/<int:organisation>/networks/", more_views.to_network, name="to_network"),
    path("sending/cascades/routes/of/<int:organisation>/organisations/", more_views.to_organisation, name="to_organisation"),
    path("sending/cascades/routes/of/<int:organisation>/organisations/<int:body>/", more_views.route_lead, name="route_lead"),
    path("sending/cascades/replies/", more_views.tracker, name="replies"),
    path("sending/cascades/replies/<int:reply>/", more_views.reply, name="reply"),
    path("sending/cascades/hops/<int:hop>/", hop_views.hop, name="hop"),
    path("sending/cascades/hops/<int:hop>/say/<slug:what>/", hop_views.say, name="say"),
    path("sending/cascades/hops/<int:hop>/decline/", hop_views.decline, name="decline"),
    path("sending/cascades/hops/<int:hop>/words/", hop_views.fill, name="fill"),
    path("sending/cascades/hops/<int:hop>/words/approve/", hop_views.approve, name="approve"),
    path("sending/cascades/hops/<int:hop>/send/", hop_views.send, name="send"),
    path("sending/cascades/hops/<int:hop>/report/", hop_views.report, name="report"),
    path("sending/cascades/hops/<int:hop>/heard/", hop_views.heard, name="heard"),
    path("sending/cascades/hops/<int:hop>/notices/<int:notice>/", hop_views.rung, name="rung"),
    path("sending/cascades/<int:cascade>/", views.cascade, name="cascade"),
    path("sending/cascades/<int:cascade>/edit/", views.edit, name="edit"),
    path("sending/cascades/<int:cascade>/start/", views.start, name="start"),
    path("sending/cascades/<int:cascade>/recall/", views.recall, name="recall"),
    path("sending/cascades/<int:cascade>/correct/", views.correct, name="correct"),
    path("sending/cascades/<int:cascade>/close/", views.close, name="close"),
    path("sending/cascades/<int:cascade>/sweep/", views.sweep, name="sweep"),
    path("sending/cascades/<int:cascade>/reach/", more_views.reached, name="reach"),
    path("sending/cascades/<int:cascade>/reach.csv", more_views.reached_file, name="reach_file"),
]
