"""The addresses of signing in: those of allauth's that we use, and no others."""

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.urls import include, path, re_path

from antiphon.config.sign_in_views import from_organisation, remove_passkey, to_organisation

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"
    ),
    path("2fa/webauthn/keys/<int:pk>/remove/", remove_passkey, name="mfa_remove_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("organisation/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("organisation/error/", social.login_error, name="socialaccount_login_error"),
    path("oidc/<str:provider_id>/login/", to_organisation, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", from_organisation, name="openid_connect_callback"),
]
