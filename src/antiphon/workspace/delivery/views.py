"""How far each telling has come, and the messages that only a person can settle."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.problems import Refused
from antiphon.delivery import actions, queries
from antiphon.delivery.models import Delivery
from antiphon.delivery.rules import MAY_RESOLVE, message_id
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import engagement_for, engagements_of
from antiphon.network.access import holds, may
from antiphon.network.roles import Permission
from antiphon.workspace.delivery import presenters
from antiphon.workspace.delivery.forms import ResolveForm

SHOWN_AT_ONCE = 50
DONE = {
    "accepted": "The message counts as sent.",
    "waiting": "The message is sent again in the next minute.",
    "cancelled": "The message is cancelled.",
}


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Show the messages of each engagement that the person sees, by where they stand."""
    by_occasion = presenters.occasions(list(engagements_of(request.user)))  # type: ignore[arg-type]
    summaries = queries.summaries(by_occasion.keys())
    needing = list(queries.needing_a_person(by_occasion.keys())[: SHOWN_AT_ONCE + 1])
    shown = presenters.tellings(by_occasion, summaries, queries.last_replies(summaries.keys()), needing[:SHOWN_AT_ONCE])
    return render(request, "workspace/delivery/deliveries.html", {
        "tellings": shown, "more": len(needing) > SHOWN_AT_ONCE, "most": SHOWN_AT_ONCE,
        "may_resolve": holds(request.user, Permission.DELIVERY_RESOLVE),  # type: ignore[arg-type]
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a person what became of one message, where no machine can know."""
    delivery, engagement = _found(request, pk)
    form = ResolveForm(request.POST if request.method == "POST" else None, status=delivery.status)
    if request.method == "POST" and form.is_valid():
        outcome = form.cleaned_data["outcome"]
        try:
            actions.resolve(delivery, outcome=outcome, on=engagement, by=request.user)  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, DONE[outcome])
            return redirect("workspace:delivery:deliveries")
    return render(request, "workspace/delivery/resolve.html", {
        "delivery": delivery, "engagement": engagement, "form": form, "open": delivery.status in MAY_RESOLVE,
        "meaning": presenters.MEANINGS[delivery.status], "colour": presenters.COLOURS[delivery.status],
        "message_id": message_id(delivery.reference, settings.MESSAGE_ID_DOMAIN),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop the messages of one engagement that have not gone, or let those that were stopped go after all."""
    engagement = engagement_for(request.user, slug)  # type: ignore[arg-type]
    _must_be_allowed(request, engagement)
    occasion = presenters.occasion_of(engagement)
    if request.method == "POST":
        going_on = request.POST.get("what") == "send"
        do = actions.send_again if going_on else actions.stop_sending
        count = presenters.counted(do(occasion, on=engagement, by=request.user))  # type: ignore[arg-type]
        messages.success(request, f"{count} will be sent after all." if going_on else f"{count} will not be sent.")
        return redirect("workspace:delivery:deliveries")
    counts = queries.states(occasion)
    return render(request, "workspace/delivery/stop.html", {
        "engagement": engagement, "not_begun": counts.get("waiting", 0) + counts.get("leased", 0),
        "gone": counts.get("accepted", 0), "stopped": queries.cancelled_by_a_person(occasion),
    })  # fmt: skip


def _must_be_allowed(request: HttpRequest, engagement: Engagement) -> None:
    if not may(request.user, Permission.DELIVERY_RESOLVE, on=engagement):  # type: ignore[arg-type]
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")


def _found(request: HttpRequest, pk: int) -> tuple[Delivery, Engagement]:
    """Return the message and its engagement: 404 for a stranger, 403 for one who may look only."""
    delivery = queries.delivery(pk)
    if delivery is None:
        raise Http404
    engagement = engagement_for(request.user, presenters.slug_of(delivery))  # type: ignore[arg-type]
    _must_be_allowed(request, engagement)
    return delivery, engagement
