"""Screens: which other systems are told when something happens, what they were told, and what they answered."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.problems import Refused
from antiphon.delivery import actions, queries
from antiphon.delivery.rules import KINDS
from antiphon.network.queries import managed_organisations
from antiphon.workspace.attempts import press
from antiphon.workspace.network.forms import NewWebhook
from antiphon.workspace.network.key_views import administrator

NOTICES_A_PAGE = 50


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    """The addresses that my organisations want told."""
    page = Paginator(queries.endpoints_of(administrator(request)), NOTICES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "workspace/network/webhooks.html", {"page": page, "kinds": KINDS})


@require_http_methods(["GET", "POST"])
def new_webhook(request: HttpRequest) -> HttpResponse:
    """Add an address, and show its secret this once."""
    me = administrator(request)
    form = NewWebhook(request.POST or None, managed=managed_organisations(me))
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = actions.add_endpoint(**form.cleaned_data, by=me)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("url", reason)
        else:
            return render(request, "workspace/network/webhook_made.html", {"endpoint": endpoint, "secret": secret})
    return render(request, "workspace/network/new_webhook.html", {"form": form})


@require_safe
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One address, and the log of what it was told."""
    endpoint = queries.endpoint_for(administrator(request), pk)
    page = Paginator(queries.notices_of(endpoint), NOTICES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "workspace/network/webhook.html", {"endpoint": endpoint, "page": page, "kinds": KINDS})


@require_POST
def tell_again(request: HttpRequest, pk: int, notice: int) -> HttpResponse:
    """Send one notice again."""
    me = administrator(request)
    found = queries.notice_in(queries.endpoint_for(me, pk), notice)
    return press(request, lambda: actions.tell_again(found, by=me), done="It will be sent again in a minute.",
                 to="workspace:network:webhook", pk=pk)  # fmt: skip


@require_POST
def switch_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop telling an address, or tell it again."""
    me = administrator(request)
    endpoint = queries.endpoint_for(me, pk)
    if endpoint.stopped_at:
        return press(request, lambda: actions.start_endpoint(endpoint, by=me), done="The address is told again.",
                     to="workspace:network:webhook", pk=pk)  # fmt: skip
    return press(request, lambda: actions.stop_endpoint(endpoint, by=me), done="The address is told nothing more.",
                 to="workspace:network:webhook", pk=pk)  # fmt: skip


@require_POST
def remove_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an address out."""
    me = administrator(request)
    endpoint = queries.endpoint_for(me, pk)
    return press(request, lambda: actions.remove_endpoint(endpoint, by=me), done="The address is taken out.",
                 to="workspace:network:webhooks")  # fmt: skip
