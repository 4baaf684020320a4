"""What every form of the workspace does when it is sent: try the action, and show its reasons when a rule says no."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from antiphon.core.forms import Form, tried
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.network.access import may
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.saying.checked import keep_reasons


def person(request: HttpRequest) -> User:
    """Return who is signed in; the door to the workspace lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def need(user: User, *permissions: Permission, on: Engagement) -> None:
    """Keep a screen from someone who may only look: they would fill it in for nothing."""
    if not any(may(user, permission, on=on) for permission in permissions):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")


def attempt(request: HttpRequest, form: Form, do: Callable[[dict[str, Any]], object], *, done: str = "") -> bool:
    """Return whether the form was sent, is right, and the action did it. What was typed stays when not."""
    if request.method != "POST" or not form.is_valid() or not tried(form, lambda: do(form.cleaned_data)):
        return False
    keep_reasons(form, by=person(request))
    if done:
        messages.success(request, done)
    return True


def press(request: HttpRequest, do: Callable[[], object], *, done: str, to: str, **where: Any) -> HttpResponse:
    """Do what a lone button asks, and go on; when a rule says no, its reasons are the message."""
    try:
        do()
    except Refused as problem:
        messages.error(request, " ".join(problem.reasons))
    else:
        messages.success(request, done)
    return redirect(to, **where)
