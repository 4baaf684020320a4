"""The addresses of the public site. Wagtail's pages come last, so that these always win."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

from antiphon.public import gate, receipts, take_part, views

pages = [
    path("", views.home, name="home"),
    path("engagements/", views.engagements, name="engagements"),
    path("engagements/<slug:slug>/", views.engagement, name="engagement"),
    path("engagements/<slug:slug>/take-part/", take_part.respond, name="take_part"),
    path("engagements/<slug:slug>/enter/", gate.enter, name="enter"),
    path("engagements/<slug:slug>/invited/<str:link>/", gate.invited, name="invited"),
    path("engagements/<slug:slug>/thanks/", take_part.thanks, name="thanks"),
    path("engagements/<slug:slug>/paper/", take_part.paper, name="paper"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<slug:slug>/", views.decision, name="decision"),
    path("you-said-we-did/", views.answers, name="answers"),
    path("receipt/", receipts.look_up, name="receipt"),
    path("receipt/erase/", receipts.erase, name="erase"),
    path("receipt/stop/", receipts.stop, name="stop"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
urlpatterns = [path("", include((pages, "public"))), path("", include(wagtail_urls))]
