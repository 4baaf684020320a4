"""Screens: the keys with which other systems of an organisation ask our API."""

import datetime

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.problems import Refused
from antiphon.network import actions, queries
from antiphon.network.access import holds
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import person, press
from antiphon.workspace.network.forms import NewKey
from antiphon.workspace.network.presenters import key_row

KEYS_A_PAGE = 50


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the organisations that I look after."""
    me = administrator(request)
    page = Paginator(queries.keys_of(me), KEYS_A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    return render(request, "workspace/network/keys.html", {"page": page, "rows": [key_row(key, today) for key in page]})


@require_http_methods(["GET", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key, and show it this once."""
    me = administrator(request)
    form = NewKey(request.POST or None, managed=queries.managed_organisations(me))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        ends = timezone.localdate() + datetime.timedelta(days=int(given["days"]))
        try:
            made = actions.make_key(
                name=given["name"], organisation=given["organisation"], role=given["role"], expires_on=ends, by=me
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            return render(request, "workspace/network/key_made.html", {"made": made})
    return render(request, "workspace/network/new_key.html", {"form": form})


@require_POST
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a key back."""
    me = administrator(request)
    key = queries.key_held(me, pk)
    return press(request, lambda: actions.revoke_key(key, by=me), to="workspace:network:keys",
                 done=f"The key of {key.account.name} is taken back. It opens nothing any more.")  # fmt: skip


def administrator(request: HttpRequest) -> User:
    """Return who is signed in, or raise PermissionDenied for anyone who manages nobody's people."""
    me = person(request)
    if not holds(me, Permission.PEOPLE_MANAGE):
        raise PermissionDenied("Only an administrator of your organisation can do this.")
    return me
