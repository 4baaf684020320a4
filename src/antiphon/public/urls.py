"""The addresses of the public site. Wagtail's pages come last, so that these always win."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

from antiphon.public import gate, groups, panels, paper, preview, receipts, saved, share, take_part, views

pages = [
    path("", views.home, name="home"),
    path("engagements/", views.engagements, name="engagements"),
    path("engagements/<slug:slug>/", views.engagement, name="engagement"),
    path("engagements/<slug:slug>/results/", views.results, name="results"),
    path("engagements/<slug:slug>/take-part/", take_part.respond, name="take_part"),
    path("engagements/<slug:slug>/enter/", gate.enter, name="enter"),
    path("engagements/<slug:slug>/invited/<str:link>/", gate.invited, name="invited"),
    path("engagements/<slug:slug>/take-part/<slug:twin>/", take_part.respond, name="take_part_in"),
    path("engagements/<slug:slug>/thanks/", take_part.thanks, name="thanks"),
    path("engagements/<slug:slug>/saved/", saved.saved, name="saved"),
    path("engagements/<slug:slug>/saved/delete/", saved.forget_all, name="forget"),
    path("engagements/<slug:slug>/paper/", paper.page, name="paper"),
    path("engagements/<slug:slug>/paper/<slug:twin>/", paper.page, name="paper_in"),
    path("engagements/<slug:slug>/paper.pdf", paper.pdf, name="paper_pdf"),
    path("engagements/<slug:slug>/paper/<slug:twin>.pdf", paper.pdf, name="paper_pdf_in"),
    path("engagements/<slug:slug>/poster.pdf", share.poster, name="poster"),
    path("engagements/<slug:slug>/qr.<str:kind>", share.qr, name="qr"),
    path("t/<int:number>/", share.short, name="short"),
    path("come-back/", saved.come_back, name="come_back"),
    path("come-back/<str:code>/", saved.link, name="come_back_link"),
    path("workspace/preview/<slug:slug>/", preview.preview, name="preview"),
    path("workspace/preview/<slug:slug>/<slug:twin>/", preview.preview, name="preview_in"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<slug:slug>/", views.decision, name="decision"),
    path("you-said-we-did/", views.answers, name="answers"),
    path("engagements/<slug:slug>/changes/", views.changes, name="changes"),
    path("engagements/<slug:slug>/group-sheet/", groups.sheet, name="group_sheet"),
    path("your-words/", groups.words, name="group_words"),
    path("your-words/correct/", groups.correct, name="correct_words"),
    path("your-words/lock/", groups.lock, name="lock_words"),
    path("your-words/theme/", groups.theme, name="propose_theme"),
    path("receipt/", receipts.look_up, name="receipt"),
    path("receipt/erase/", receipts.erase, name="erase"),
    path("receipt/consent/", receipts.consent, name="consent"),
    path("receipt/stop/", receipts.stop, name="stop"),
    path("panel/<str:link>/", panels.home, name="panel"),
    path("panel/<str:link>/invitations/<int:invitation>/", panels.invitation, name="panel_invitation"),
    path("panel/<str:link>/leave/", panels.leave, name="panel_leave"),
    path("panel/<str:link>/rest/", panels.rest, name="panel_rest"),
    path("panel/<str:link>/needs/", panels.needs, name="panel_needs"),
    path("panel/<str:link>/groups/<int:group>/", panels.group, name="panel_group"),
    path("panel/<str:link>/payments/<int:payment>/", panels.payment, name="panel_payment"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
urlpatterns = [path("", include((pages, "public"))), path("", include(wagtail_urls))]
