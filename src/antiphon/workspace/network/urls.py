"""The addresses of people, roles and organisations."""

from django.urls import path

from antiphon.workspace.network import brand_views, key_views, reach_views, views, webhook_views

app_name = "network"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/invite-again/", views.invite_again, name="invite_again"),
    path("people/<int:pk>/clear-second-step/", views.clear_second_step, name="clear_second_step"),
    path("people/<int:pk>/close/", views.close_account, name="close_account"),
    path("people/<int:pk>/open/", views.open_account, name="open_account"),
    path("people/roles/<int:pk>/end/", views.end_role, name="end_role"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/merge/", views.merge, name="merge"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/rename/", views.rename, name="rename"),
    path("brands/", brand_views.brands, name="brands"),
    path("brands/<int:pk>/", brand_views.say, name="say_brand"),
    path("reach/", reach_views.register, name="reach"),
    path("reach/<int:pk>/", reach_views.say, name="say_reach"),
    path("reach/<int:pk>/take-back/", reach_views.take_back, name="take_reach_back"),
    path("roles/", views.roles, name="roles"),
    path("webhooks/", webhook_views.webhooks, name="webhooks"),
    path("webhooks/new/", webhook_views.new_webhook, name="new_webhook"),
    path("webhooks/<int:pk>/", webhook_views.webhook, name="webhook"),
    path("webhooks/<int:pk>/switch/", webhook_views.switch_webhook, name="switch_webhook"),
    path("webhooks/<int:pk>/remove/", webhook_views.remove_webhook, name="remove_webhook"),
    path("webhooks/<int:pk>/notices/<int:notice>/again/", webhook_views.tell_again, name="tell_again"),
    path("keys/", key_views.keys, name="keys"),
    path("keys/new/", key_views.new_key, name="new_key"),
    path("keys/<int:pk>/revoke/", key_views.revoke_key, name="revoke_key"),
]
