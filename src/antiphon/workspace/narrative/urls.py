"""The addresses of the narrative screens."""

from django.urls import path

from antiphon.workspace.narrative import clause_views, edition_views, file_views, measure_views, partner_views, sign_views, views

app_name = "narrative"
urlpatterns = [
    path("narratives/", views.narratives, name="list"),
    path("narratives/new/", views.new, name="new"),
    path("narratives/<slug:narrative>/", views.narrative, name="narrative"),
    path("narratives/<slug:narrative>/edit/", views.edit, name="edit"),
    path("narratives/<slug:narrative>/feedback/", views.feedback, name="feedback"),
    path("narratives/<slug:narrative>/parts/new/<slug:kind>/", clause_views.new, name="new_clause"),
    path("narratives/<slug:narrative>/parts/<int:clause>/", clause_views.clause, name="clause"),
    path("narratives/<slug:narrative>/parts/<int:clause>/edit/", clause_views.edit, name="edit_clause"),
    path("narratives/<slug:narrative>/parts/<int:clause>/set-aside/<int:aside>/", clause_views.set_aside, name="set_aside"),
    path("narratives/<slug:narrative>/parts/<int:clause>/take-out/", clause_views.take_out, name="take_out"),
    path("narratives/<slug:narrative>/parts/<int:clause>/put-back/", clause_views.put_back, name="put_back"),
    path("narratives/<slug:narrative>/parts/<int:clause>/move/", clause_views.move, name="move"),
    path("narratives/<slug:narrative>/parts/<int:clause>/claim/", measure_views.claim, name="claim"),
    path("narratives/<slug:narrative>/parts/<int:clause>/measure/", measure_views.statement, name="statement"),
    path("narratives/<slug:narrative>/parts/<int:clause>/evidence/", measure_views.evidence, name="evidence"),
    path("narratives/<slug:narrative>/measures/", measure_views.measures, name="measures"),
    path("narratives/<slug:narrative>/measures/new/", measure_views.new, name="new_measure"),
    path("narratives/<slug:narrative>/measures/<int:measure>/", measure_views.measure, name="measure"),
    path("narratives/<slug:narrative>/measures/<int:measure>/limits/", measure_views.rebase, name="rebase"),
    path("narratives/<slug:narrative>/measures/<int:measure>/remove/", measure_views.drop, name="drop_measure"),
    path("narratives/<slug:narrative>/partners/", partner_views.partners, name="partners"),
    path("narratives/<slug:narrative>/partners/add/", partner_views.add, name="add_partner"),
    path("narratives/<slug:narrative>/partners/<int:partner>/name/", partner_views.name, name="name"),
    path("narratives/<slug:narrative>/partners/<int:partner>/withdraw/", partner_views.withdraw, name="withdraw"),
    path("narratives/<slug:narrative>/ask/", partner_views.ask, name="ask"),
    path("narratives/<slug:narrative>/sign/<int:partner>/", sign_views.sign, name="sign"),
    path("narratives/<slug:narrative>/sign/<int:partner>/<int:clause>/", sign_views.say, name="say"),
    path("narratives/<slug:narrative>/replies/<int:position>/", sign_views.reply, name="reply"),
    path("narratives/<slug:narrative>/publish/", edition_views.publish, name="publish"),
    path("narratives/<slug:narrative>/files/", file_views.files, name="files"),
    path("narratives/<slug:narrative>/versions/", edition_views.versions, name="versions"),
]
