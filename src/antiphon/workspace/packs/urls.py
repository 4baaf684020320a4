"""The addresses of announcements."""

from django.urls import path

from antiphon.workspace.packs import approve_views, file_views, part_views, views

app_name = "packs"
PACK = "sending/packs/<slug:pack>/"
VERSION = f"{PACK}versions/<int:number>/"
urlpatterns = [
    path("sending/packs/", views.packs, name="list"),
    path("sending/packs/new/", views.new, name="new"),
    path(PACK, views.pack, name="pack"),
    path(f"{PACK}edit/", views.edit, name="edit"),
    path(f"{PACK}embargo/", views.embargo, name="embargo"),
    path(f"{PACK}list/", views.readers, name="readers"),
    path(f"{PACK}list/<int:reader>/off/", views.unlist, name="unlist"),
    path(f"{PACK}versions/new/", approve_views.begin, name="begin"),
    path(VERSION, views.version, name="version"),
    path(f"{VERSION}pack.pdf", file_views.pdf, name="pdf"),
    path(f"{VERSION}write/", part_views.write, name="write"),
    path(f"{VERSION}compare/<int:earlier>/", views.compare, name="compare"),
    path(f"{VERSION}<slug:kind>/new/", part_views.add, name="add"),
    path(f"{VERSION}<slug:kind>/<int:part>/", part_views.change, name="change"),
    path(f"{VERSION}<slug:kind>/<int:part>/remove/", part_views.remove, name="remove"),
    path(f"{VERSION}words/<int:part>/look/", views.look, name="look"),
    path(f"{VERSION}words/<int:part>/posted/", views.posted, name="posted"),
    path(f"{VERSION}files/<int:part>/open/", file_views.open_file, name="open"),
    path(f"{VERSION}ask/", approve_views.ask, name="ask"),
    path(f"{VERSION}clinical/", approve_views.clinical, name="clinical"),
    path(f"{VERSION}approve/", approve_views.approve, name="approve"),
    path(f"{VERSION}recall/", approve_views.recall, name="recall"),
]
