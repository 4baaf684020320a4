"""The tables of the two walks: what happened to voices, and to one message. Every figure is counted from records."""

from collections.abc import Iterator, Sequence

from django.db.models import Count, Sum

from antiphon.cascades.models import Cascade
from antiphon.cascades.queries import cascades, reach
from antiphon.decisions.models import Answer, Decision, Telling
from antiphon.decisions.queries import occasion
from antiphon.delivery.models import Delivery, Elsewhere, Send
from antiphon.engagement.models import Engagement
from antiphon.insight import queries as insight
from antiphon.insight.models import MachineReading, Reading, Theme
from antiphon.voices.models import Channel, Response, Voice


def walk_table(engagements: Sequence[Engagement]) -> str:
    """Return the table as text: a row for each figure, a column for each engagement."""
    columns = [(engagement.slug, figures(engagement)) for engagement in engagements]
    labels = list(dict.fromkeys(label for _, column in columns for label in column))
    cells = [["", *(name for name, _ in columns)]]
    cells += [[label, *(column.get(label, "0") for _, column in columns)] for label in labels]
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    lines = ["  ".join(cell.ljust(width) if place == 0 else cell.rjust(width)
                       for place, (cell, width) in enumerate(zip(row, widths, strict=True))) for row in cells]  # fmt: skip
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def figures(engagement: Engagement) -> dict[str, str]:
    """Return each figure of the walk for one engagement, in the order of the steps."""
    channels = dict(Response.objects.filter(engagement=engagement).values_list("channel").annotate(n=Count("id")).order_by())
    voices = Voice.objects.filter(engagement=engagement)
    statuses = dict(voices.values_list("status").annotate(n=Count("id")).order_by())
    read = Reading.objects.current().filter(voice__engagement=engagement, settles=True)
    answers = dict(
        Answer.objects.published().filter(theme__engagement=engagement).values_list("kind").annotate(n=Count("id")).order_by()
    )
    told = dict(
        Delivery.objects.filter(occasion=occasion(engagement)).values_list("status").annotate(n=Count("id")).order_by()
    )
    telling = Telling.objects.filter(engagement=engagement).first()
    counted = {
        "Responses": sum(channels.values()),
        **{f"  by {label.lower()}": channels.get(channel, 0) for channel, label in Channel.choices},
        "Voices (answers in words)": sum(statuses.values()),
        "Made safe": statuses.get(Voice.Status.CLEAN, 0),
        "  with details masked": voices.filter(status=Voice.Status.CLEAN).exclude(found=[]).count(),
        "Needing eyes": statuses.get(Voice.Status.NEEDS_EYES, 0),
        "Withheld": statuses.get(Voice.Status.WITHHELD, 0),
        "Suggested": MachineReading.objects.filter(voice__engagement=engagement, suggestions__isnull=False).distinct().count(),
        "Confirmed": read.count(),
        "  in one go": read.filter(in_bulk=True).count(),
        "  read by two people": Reading.objects.current().filter(voice__engagement=engagement, settles=False).count(),
        "Themes": Theme.objects.standing().filter(engagement=engagement).count(),
        "Decisions published": Decision.objects.published().filter(engagement=engagement).count(),
        "Answers: did": answers.get(Answer.Kind.DID, 0),
        "Answers: will": answers.get(Answer.Kind.WILL, 0),
        "Answers: cannot": answers.get(Answer.Kind.CANNOT, 0),
        "To tell": telling.to_tell if telling else 0,
        "Told": told.get(Delivery.Status.ACCEPTED, 0),
        "Not told yet": sum(told.values()) - told.get(Delivery.Status.ACCEPTED, 0),
        "Numbers suppressed": _suppressed(engagement),
    }
    return {label: f"{number:,}" for label, number in counted.items()}


def _suppressed(engagement: Engagement) -> int:
    """Return how many numbers are hidden in who took part and in the themes by place and by channel."""
    profile = insight.profile(engagement)
    cells = [shown for _, shown in (*profile.by_channel, *profile.by_place)]
    for by in ("place", "channel"):
        table = insight.breakdown(engagement, by)
        cells += table.everyone + [cell for _, row in table.rows for cell in row.cells]
    return sum(cell.hidden for cell in cells)


def message_table() -> str:
    """Return the second walk's table: what became of one message, counted from records. Nothing when none was passed on."""
    cascade = Cascade.objects.exclude(status="draft").order_by("pk").first()
    if cascade is None:
        return ""
    rows = [(cascade.title, ""), *message_figures(cascade)]
    width = max(len(label) for label, _ in rows)
    lines = [f"{label.ljust(width)}  {number:>12}".rstrip() for label, number in rows]
    return "\n".join([lines[0], f"{'-' * width}  {'-' * 12}", *lines[1:]])


def message_figures(cascade: Cascade) -> Iterator[tuple[str, str]]:
    """Yield each figure of a cascade, in the order of the walk."""
    hops = list(cascade.hops.all())
    networks = [hop for hop in hops if hop.kind == "network"]
    said = [hop for hop in networks if hop.acknowledged_at is not None]
    yield "Networks", f"{len(networks):,}"
    yield "  acknowledged by the lead", f"{sum(hop.acknowledged_as == 'lead' for hop in said):,}"
    yield "  acknowledged by the deputy", f"{sum(hop.acknowledged_as == 'deputy' for hop in said):,}"
    yield "  nobody answered", f"{len(networks) - len(said):,}"
    yield "Organisations that write to their own people", f"{sum(hop.kind == 'organisation' for hop in hops):,}"
    for state, number in cascades.by_state(hops):
        yield f"Hops: {state.title.lower()}", f"{number:,}"
    sent = Delivery.objects.filter(occasion=cascade.occasion)
    reached = sent.filter(status__in=reach.REACHED)
    targeted = Send.objects.filter(occasion=cascade.occasion).aggregate(n=Sum("targeted"))["n"] or 0
    yield "On the lists of those who send", f"{targeted:,}"
    yield "People reached, each once", f"{reached.count():,}"
    yield "  different addresses among them", f"{reached.values('address_key').distinct().count():,}"
    yield "Had it from another organisation already", f"{Elsewhere.objects.filter(send__occasion=cascade.occasion).count():,}"
    yield "Suppressed: they do not want it", f"{sent.filter(status='suppressed').count():,}"
    yield "Not known", f"{sent.filter(status='unknown').count():,}"
    done = (*reach.REACHED, "suppressed", "unknown")
    for status, number in sent.exclude(status__in=done).values_list("status").annotate(n=Count("id")).order_by("status"):
        yield f"{reach.WORDS.get(status, status)}", f"{number:,}"
    for audience, number in reached.values_list("audience").annotate(n=Count("id")).order_by("-n", "audience"):
        yield f"Reached: {audience}", f"{number:,}"
    yield "Said by leads, not counted (estimate)", f"{reach.declared_of(cascade):,}"
    yield "Networks may reach (estimate)", f"{sum(hop.estimate or 0 for hop in networks):,}"
    yield "Answers that came back", f"{cascade.replies.count():,}"
    yield "  settled", f"{cascade.replies.filter(settled_at__isnull=False).count():,}"
