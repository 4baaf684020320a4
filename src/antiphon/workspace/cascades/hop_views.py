"""Screens of one hop: what its people say, their own words, a second person's approval, sending, and whom they reached."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.cascades import actions, rules
from antiphon.cascades.models import Hop
from antiphon.cascades.queries import hops, reach, replies, words
from antiphon.network.access import Body, may
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.cascades import forms
from antiphon.workspace.cascades.report_form import ReportForm
from antiphon.workspace.cascades.views import RUN, form_page, look, looks, page, sent
from antiphon.workspace.cascades.views import here as of_cascade

FORM = require_http_methods(["GET", "HEAD", "POST"])
TO_OURS = "Send it to our people"


def here(found: Hop) -> list[dict[str, str]]:
    """Return the way back from a page below a hop."""
    return [*of_cascade(found.cascade), {"text": found.name, "href": f"/workspace/sending/cascades/hops/{found.pk}/"}]


def own(request: HttpRequest, pk: int, permission: Permission = RUN) -> Hop:
    """Return a hop for the people of its own organisation alone."""
    found = hops.hop_for(person(request), pk)
    if not may(person(request), permission, on=Body(found.keeper)):
        raise PermissionDenied("Only people of this organisation do this.")
    return found


@require_safe
def hop(request: HttpRequest, hop: int) -> HttpResponse:
    """Show one hop: where it came from, where it stands, its words, and what its people can do."""
    me, now = person(request), timezone.now()
    found = hops.hop_for(me, hop)
    cascade, until = found.cascade, found.cascade.version.pack.embargo_until
    ours = may(me, RUN, on=Body(found.keeper))
    return page(
        request, "hop", of_cascade(cascade), hop=found, cascade=cascade, paths=hops.paths_of(found),
        onward=list(hops.onward_of(found)),
        notices=list(found.notices.all()), shown=words.shown(cascade, found), declared=list(found.declared.all()),
        answers=list(replies.replies_from(found)), may_run=may(me, RUN, on=found), ours=ours, running=cascade.status == "running",
        may_approve=may(me, Permission.PACK_APPROVE, on=Body(found.keeper)) and found.state == "localised",
        may_do=lambda verb: rules.allowed(found.state, verb), embargo=until if until and until > now else None,
        sums=reach.sums_of(cascade, found), late=rules.is_late(found.state, found.answer_by or cascade.ack_by, now),
    )  # fmt: skip


@require_POST
def say(request: HttpRequest, hop: int, what: str) -> HttpResponse:
    """Do what a lone button of a hop asks: acknowledge, pass on, hand on, not for us, hear."""
    me = person(request)
    found = hops.hop_for(me, hop, RUN)
    do = {"acknowledge": (actions.acknowledge, "It is written down that they have it."),
          "pass-on": (actions.pass_on, "It is written down that it was handed on."),
          "hand-on": (actions.hand_on, "It went on along your routes."),
          "not-for-us": (actions.not_for_us, "It is written down that it is not for them."),
          "hear": (actions.hear, "It is written down that they have this.")}.get(what)  # fmt: skip
    if do is None:
        raise Http404
    return press(request, lambda: do[0](found, by=me), done=do[1], to="workspace:cascades:hop", hop=hop)


@FORM
def decline(request: HttpRequest, hop: int) -> HttpResponse:
    """Say why a hop does not hand it on."""
    me = person(request)
    found = hops.hop_for(me, hop, RUN)
    form = forms.WhyForm(sent(request))
    if attempt(request, form, lambda said: actions.decline(found, by=me, **said), done="It is written down."):
        return redirect("workspace:cascades:hop", hop)
    return form_page(request, form, here(found), title="It cannot be handed on", button="Save")


@FORM
def fill(request: HttpRequest, hop: int) -> HttpResponse:
    """Write own words into the open places; the rest stays as it is."""
    me = person(request)
    found = own(request, hop)
    slots = list(found.cascade.version.slots.all())
    form = forms.FillForm(sent(request), slots=slots, initial=words.values_of(found))
    if attempt(
        request,
        form,
        lambda _: actions.fill(found, values=form.values(), by=me),
        done="Saved. Another person of yours approves it.",
    ):
        return redirect("workspace:cascades:hop", hop)
    intro = ["You can write into these places. Everything else is the same everywhere, and nobody changes it."]
    if not form.slots:
        intro = ["This announcement has no open places. It is the same everywhere."]
    return form_page(request, form, here(found), title="Own words", button="Save", intro=intro)


@FORM
def approve(request: HttpRequest, hop: int) -> HttpResponse:
    """Read own words between those that are the same everywhere, and approve them."""
    me = person(request)
    found = own(request, hop, Permission.PACK_APPROVE)
    if request.method == "POST":
        return press(request, lambda: actions.approve_words(found, seen=_seen(request), by=me),
                     done="The words are approved.", to="workspace:cascades:hop", hop=hop)  # fmt: skip
    wrote = me.pk in {one.written_by_id for one in found.filled.all()}
    return page(request, "approve", here(found), hop=found, cascade=found.cascade, shown=words.shown(found.cascade, found),
                words=words.own_words(found), wrote=wrote, values=words.filled_of(found))  # fmt: skip


def _seen(request: HttpRequest) -> str:
    """Return the words as they were shown: a browser sends line ends of its own."""
    return request.POST.get("words", "").replace("\r\n", "\n").removeprefix("\n")


@FORM
def send(request: HttpRequest, hop: int) -> HttpResponse:
    """Choose own lists of people and send it to them, each once."""
    me = person(request)
    found = own(request, hop)
    form = forms.PeopleForm(sent(request), audiences=reach.lists_of(found.keeper))
    if looks(request):
        return look(request, form, found.cascade, here(found), lambda: actions.look(found, audiences=form.kept(), by=me),
                    title=TO_OURS)  # fmt: skip
    if attempt(request, form, lambda _: actions.publish(found, audiences=form.kept(), by=me), done="It is on its way."):
        return redirect("workspace:cascades:hop", hop)
    return page(request, "send", here(found), form=form, cascade=found.cascade, title=TO_OURS)


@FORM
def report(request: HttpRequest, hop: int) -> HttpResponse:
    """Write down whom a hop says it reached, apart from what was counted."""
    me = person(request)
    found = hops.hop_for(me, hop, RUN)
    form = ReportForm(sent(request))
    if attempt(
        request,
        form,
        lambda said: actions.declare(actions.report(found, by=me), by=me, **said),
        done="It is written down, as an estimate.",
    ):
        return redirect("workspace:cascades:hop", hop)
    return form_page(request, form, here(found), title="Whom did it reach?", button="Save",
                     intro=["Posters, screens and the like. It is an estimate, apart from what is counted."])  # fmt: skip


@FORM
def heard(request: HttpRequest, hop: int) -> HttpResponse:
    """Write down an answer to the question of the cascade."""
    me = person(request)
    found = hops.hop_for(me, hop, RUN)
    form = forms.ReplyForm(sent(request))
    if attempt(request, form, lambda said: actions.reply(found, by=me, **said), done="It stands on the tracker."):
        return redirect("workspace:cascades:hop", hop)
    return form_page(request, form, here(found), title=found.cascade.question, button="Save")


@require_POST
def rung(request: HttpRequest, hop: int, notice: int) -> HttpResponse:
    """Write down that somebody rang a lead who has no e-mail address."""
    found = hops.hop_for(person(request), hop, RUN)
    one = hops.notice_in(found, notice)
    return press(request, lambda: actions.rung(one, by=person(request)), done="It is written down.",
                 to="workspace:cascades:cascade", cascade=found.cascade_id)  # fmt: skip
