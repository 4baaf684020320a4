"""Every address: the public site, the workspace, signing in, the content editor."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail.admin import urls as wagtail_admin
from wagtail.documents import urls as wagtail_documents

from antiphon.workspace.network.views import accept

urlpatterns = [
    # Wagtail's own doors let people in with a password alone: ours stand before them.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("cms/", include(wagtail_admin)),
    path("documents/", include(wagtail_documents)),
    path("account/invitation/<str:token>/", accept, name="invitation"),
    path("account/", include("antiphon.config.sign_in_urls")),
    path("workspace/", include("antiphon.workspace.urls")),
    path("api/", include("antiphon.api.urls")),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("antiphon.public.urls")),
]
handler400 = "antiphon.config.errors.bad_request"
handler403 = "antiphon.config.errors.forbidden"
handler404 = "antiphon.config.errors.not_found"
handler429 = "antiphon.config.errors.too_many"
handler500 = "antiphon.config.errors.broken"
