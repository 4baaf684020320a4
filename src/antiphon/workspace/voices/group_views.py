"""Groups and their words, and e-mails that wait for a person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.network.access import require
from antiphon.network.roles import Permission
from antiphon.voices import actions, entries
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.voices.entry_forms import GroupCodeForm, MailForm
from antiphon.workspace.voices.entry_presenters import group_page, groups_page, mail_page, one_mail
from antiphon.workspace.voices.entry_views import entry_engagement, show


@require_safe
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the groups that spoke, by neighbourhood."""
    engagement = entry_engagement(request, slug)
    require(request.user, Permission.VOICE_IMPORT, on=engagement)
    return show(request, "groups", groups_page(engagement))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what was done with one group's words, and give the group a code. The code is on this one answer alone."""
    engagement = entry_engagement(request, slug)
    response = entries.group_response(engagement, pk)
    if response is None:
        raise Http404
    if response.entered_by_id != person(request).pk:
        require(request.user, Permission.VOICE_IMPORT, on=engagement)
    form = GroupCodeForm(request.POST if request.method == "POST" else None)
    code: list[str] = []
    give = actions.give_group_code
    attempt(request, form, lambda said: code.append(give(response, group=said["group"], by=person(request))))
    now = entries.group_response(engagement, pk) or response
    return show(request, "group", group_page(engagement, now, person(request), form, "".join(code)))


@require_safe
def mail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the e-mails of an engagement, those that wait for a person first."""
    engagement = entry_engagement(request, slug)
    require(request.user, Permission.VOICE_MAKE_SAFE, on=engagement)
    return show(request, "mail", mail_page(engagement, request.GET.get("page", "1")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one e-mail that waits, masked; take it in, or say what else was done with it."""
    engagement = entry_engagement(request, slug)
    require(request.user, Permission.VOICE_MAKE_SAFE, on=engagement)
    found = entries.mail_in(engagement, pk)
    if found is None:
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "take":
        return press(request, lambda: actions.take_waiting_mail(found, by=person(request)), done="The e-mail is a response now.",
                     to="workspace:voices:mail", slug=slug)  # fmt: skip
    form = MailForm(request.POST or None)
    if attempt(request, form, lambda said: actions.settle_mail(found, why=said["why"], by=person(request))):
        messages.success(request, "The e-mail is dealt with.")
        return redirect("workspace:voices:mail", slug)
    return show(request, "one_mail", one_mail(engagement, found, form))
