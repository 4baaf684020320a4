"""The addresses of the workspace: one part for each room."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "workspace"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("antiphon.workspace.delivery.urls")),
    path("", include("antiphon.workspace.home.urls")),
    path("", include("antiphon.workspace.library.urls")),
    path("", include("antiphon.workspace.narrative.urls")),
    path("", include("antiphon.workspace.stories.urls")),
    path("", include("antiphon.workspace.engagement.urls")),
    path("", include("antiphon.workspace.trust.urls")),
    path("", include("antiphon.workspace.guard.urls")),
    path("", include("antiphon.workspace.voices.urls")),
    path("", include("antiphon.workspace.insight.urls")),
    path("", include("antiphon.workspace.exports.urls")),
    path("", include("antiphon.workspace.decisions.urls")),
    path("", include("antiphon.workspace.panels.urls")),
    path("", include("antiphon.workspace.stakeholders.urls")),
    path("", include("antiphon.workspace.briefings.urls")),
    path("", include("antiphon.workspace.evaluation.urls")),
    path("", include("antiphon.workspace.network.urls")),
    path("", include("antiphon.workspace.saying.urls")),
    path("", include("antiphon.workspace.sending.urls")),
    path("", include("antiphon.workspace.cascades.urls")),
    path("", include("antiphon.workspace.packs.urls")),
    path("", include("antiphon.workspace.events.urls")),
    path("", include("antiphon.workspace.campaigns.urls")),
    path("", include("antiphon.workspace.answers.urls")),
    path("", include("antiphon.workspace.audiences.urls")),
]
