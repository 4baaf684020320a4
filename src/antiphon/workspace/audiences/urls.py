"""The addresses of networks, lists, errands and objections."""

from django.urls import path

from antiphon.workspace.audiences import list_views, network_views, wish_views

app_name = "audiences"
urlpatterns = [
    path("sending/networks/", network_views.networks, name="networks"),
    path("sending/networks/new/", network_views.new, name="new_network"),
    path("sending/networks/import/", network_views.take_file, name="import_networks"),
    path("sending/networks/networks.csv", network_views.export, name="networks_file"),
    path("sending/networks/<int:network>/", network_views.network, name="network"),
    path("sending/networks/<int:network>/edit/", network_views.edit, name="edit_network"),
    path("sending/networks/<int:network>/lead/<slug:part>/", network_views.lead, name="lead"),
    path("sending/networks/<int:network>/touch/", network_views.touch, name="touch"),
    path("sending/networks/<int:network>/close/", network_views.close, name="close_network"),
    path("sending/lists/", list_views.lists, name="lists"),
    path("sending/lists/new/", list_views.new, name="new_list"),
    path("sending/lists/<int:listing>/", list_views.listing, name="list"),
    path("sending/lists/<int:listing>/edit/", list_views.edit, name="edit_list"),
    path("sending/lists/<int:listing>/import/", list_views.take_file, name="import_list"),
    path("sending/lists/<int:listing>/add/", list_views.add, name="add_contact"),
    path("sending/lists/<int:listing>/find/", list_views.find, name="find_contact"),
    path("sending/lists/<int:listing>/people.csv", list_views.export, name="list_file"),
    path("sending/lists/<int:listing>/close/", list_views.close, name="close_list"),
    path("sending/contacts/<int:contact>/", list_views.contact, name="contact"),
    path("sending/contacts/<int:contact>/off/", list_views.off, name="take_off"),
    path("sending/errands/", wish_views.errands, name="errands"),
    path("sending/errands/<int:errand>/done/", wish_views.done, name="done"),
    path("sending/objections/", wish_views.objections, name="objections"),
]
