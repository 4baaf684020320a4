"""The addresses of insight in the workspace."""

from django.urls import path

from antiphon.workspace.insight import code_views, gaps_views, reading_views, report_views, result_views, theme_views

app_name = "insight"
HERE = "engagements/<slug:slug>"
urlpatterns = [
    path(f"{HERE}/coding/", reading_views.coding, name="coding"),
    path(f"{HERE}/coding/<int:pk>/", reading_views.read, name="read"),
    path(f"{HERE}/coding/<int:pk>/skip/", reading_views.skip, name="skip"),
    path(f"{HERE}/coding/sure/", reading_views.sure, name="sure"),
    path(f"{HERE}/coding/agreement/", reading_views.agreement, name="agreement"),
    path(f"{HERE}/codes/", code_views.codes, name="codes"),
    path(f"{HERE}/codes/frame/", code_views.frame, name="frame"),
    path(f"{HERE}/codes/<int:pk>/retire/", code_views.retire, name="retire"),
    path(f"{HERE}/codes/<int:pk>/restore/", code_views.restore, name="restore"),
    path(f"{HERE}/themes/", theme_views.themes, name="themes"),
    path(f"{HERE}/themes/groups/", theme_views.groups, name="groups"),
    path(f"{HERE}/themes.csv", theme_views.download, name="download"),
    path(f"{HERE}/themes/new/", theme_views.write, name="new_theme"),
    path(f"{HERE}/themes/<int:pk>/", theme_views.theme, name="theme"),
    path(f"{HERE}/themes/<int:pk>/edit/", theme_views.change, name="edit_theme"),
    path(f"{HERE}/themes/<int:pk>/gather/", theme_views.gather, name="gather"),
    path(f"{HERE}/themes/<int:pk>/move/", theme_views.move, name="move"),
    path(f"{HERE}/themes/<int:pk>/merge/", theme_views.merge, name="merge"),
    path(f"{HERE}/themes/<int:pk>/unmerge/", theme_views.unmerge, name="unmerge"),
    path(f"{HERE}/themes/<int:pk>/voices/", theme_views.voices, name="theme_voices"),
    path(f"{HERE}/themes/<int:pk>/add/", theme_views.add, name="add_voice"),
    path(f"{HERE}/themes/<int:pk>/voices/<int:voice>/quote/", theme_views.quote, name="quote"),
    path(f"{HERE}/themes/<int:pk>/voices/<int:voice>/unquote/", theme_views.unquote, name="unquote"),
    path(f"{HERE}/themes/<int:pk>/voices/<int:voice>/remove/", theme_views.remove, name="remove_voice"),
    path(f"{HERE}/results/", result_views.question_results, name="results"),
    path(f"{HERE}/results/cross-tab/", result_views.cross, name="cross"),
    path(f"{HERE}/report/", report_views.report, name="report"),
    path(f"{HERE}/report/write/", report_views.write, name="write_report"),
    path(f"{HERE}/report/publish/", report_views.publish, name="publish_report"),
    path(f"{HERE}/report/take-back/", report_views.take_back, name="take_back_report"),
    path(f"{HERE}/missing/", gaps_views.missing, name="missing"),
    path(f"{HERE}/pulse/", gaps_views.pulse, name="pulse"),
    path(f"{HERE}/sessions/", gaps_views.sessions, name="sessions"),
    path(f"{HERE}/sessions/new/", gaps_views.record, name="new_session"),
    path(f"{HERE}/sessions/<int:pk>/", gaps_views.session, name="session"),
    path(f"{HERE}/sessions/<int:pk>/edit/", gaps_views.record, name="edit_session"),
    path(f"{HERE}/recommendations/new/", gaps_views.recommend, name="recommend"),
    path(f"{HERE}/recommendations/<int:pk>/", gaps_views.recommendation, name="recommendation"),
    path(f"{HERE}/recommendations/<int:pk>/take-back/", gaps_views.take_recommendation_back, name="take_recommendation_back"),
    path(f"{HERE}/routed/", gaps_views.routed, name="routed"),
    path(f"{HERE}/routed/new/", gaps_views.route, name="route"),
    path(f"{HERE}/routed/<int:pk>/", gaps_views.routing, name="routing"),
    path(f"{HERE}/routed/<int:pk>/take-back/", gaps_views.take_routing_back, name="take_routing_back"),
]
