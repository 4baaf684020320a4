"""The same walk on a file of somebody's own: what came in, made safe, understood, decided, answered, told.

The people, the decision and the answers are the demonstration's; every figure comes from the file's records.
Nobody reads thousands of comments in a demonstration: the analyst confirms what the coder is sure of, in one go,
as an analyst can on the screen, and the rest stay in the list of what is to be read.
"""

import datetime
import hashlib
from pathlib import Path

from django.db.models import Count

from antiphon.decisions import actions as deciding
from antiphon.decisions.models import Answer, Consideration, Decision
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.walk import FRAME, OTHER_WAYS, QUESTION_HINT, earliest_meeting
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement
from antiphon.insight import actions as reading
from antiphon.insight.models import Code, CodeFrame, Coding, Report, Theme
from antiphon.insight.tasks import code_waiting
from antiphon.voices import actions as hearing
from antiphon.voices.models import ImportBatch
from antiphon.voices.tasks import deidentify_waiting

THEMES = 9
SURE = 0.8


def walk_file(path: Path, cast: Cast, today: datetime.date) -> Engagement:
    """Walk the file from heard to answered; it can be run again. Raises BadFile when the file cannot be taken."""
    engagement = _ask(cast, today, slug=_slug(path))
    if engagement.closed_at:
        return engagement
    with open(path, "rb") as file:
        batch = hearing.import_file(engagement, file=file, name=path.name, by=cast["farah"], if_new=True)
    while deidentify_waiting():
        pass
    while code_waiting():
        pass
    reading.confirm_sure(engagement, at_least=SURE, by=cast["wen"])
    if not _gather(engagement, cast):
        return engagement  # the coder was sure of nothing, so there is nothing to decide on until a person reads
    _report(engagement, batch, cast, today)
    _decide(engagement, cast, today)
    _answer(engagement, cast, today)
    return engagement


def _slug(path: Path) -> str:
    """Return an address that is the file's own, so that another file is another engagement."""
    with open(path, "rb") as file:
        return f"file-{hashlib.file_digest(file, 'sha256').hexdigest()[:8]}"


def _ask(cast: Cast, today: datetime.date, *, slug: str) -> Engagement:
    found = Engagement.objects.filter(slug=slug).first()
    if found is not None:
        return found
    opens = today - datetime.timedelta(days=70)
    with standing_at(opens - datetime.timedelta(days=10)):
        engagement = asking.draft(
            owner=cast.organisations["icb"], lead=cast["priya"], title="What people told us, from a file", slug=slug,
            by=cast["priya"], summary="Comments that were collected elsewhere, walked from what was said to what was done.",
            purpose="We want to understand what people told us, decide what to do, and answer.", rung="consulting",
            can_change="How we act on what people told us.", cannot_change="What has been said. We never change people's words.",
            decides="The Urgent Care Board", decides_on=today - datetime.timedelta(days=3), opens_on=opens,
            closes_on=today - datetime.timedelta(days=31), other_ways=OTHER_WAYS,
        )
        asking.set_question(engagement, text="What would you like to tell us?", hint=QUESTION_HINT, by=cast["priya"])
        for key in ("city", "healthwatch", "hospitals"):
            asking.add_partner(engagement, organisation=cast.organisations[key], way="contributes", by=cast["priya"])
        engagement = asking.publish(engagement, by=cast["marcus"])
    reading.use_frame(engagement, frame=CodeFrame.objects.get(name=FRAME), by=cast["wen"])
    return engagement


def _gather(engagement: Engagement, cast: Cast) -> int:
    """Make a theme of each code that was confirmed most; return how many there are."""
    most = (
        Coding.objects.filter(reading__voice__engagement=engagement, reading__superseded_at__isnull=True)
        .values("code").annotate(voices=Count("id")).order_by("-voices", "code")[:THEMES]
    )  # fmt: skip
    codes = Code.objects.in_bulk([row["code"] for row in most])
    for row in most:
        code = codes[row["code"]]
        theme = Theme.objects.filter(engagement=engagement, codes=code).first()
        if theme is None:
            theme = reading.write_theme(engagement, name=code.name, description=code.meaning, codes=[code], by=cast["wen"])
        reading.gather(theme, by=cast["wen"])
    return len(codes)


def _report(engagement: Engagement, batch: ImportBatch, cast: Cast, today: datetime.date) -> None:
    if Report.objects.filter(engagement=engagement, published_on__isnull=False).exists():
        return
    published_on = today - datetime.timedelta(days=30)
    with standing_at(published_on):
        written = reading.write_report(
            engagement, summary=f"A file of {batch.rows} responses was read by a coder. A person confirmed what it was sure of.",
            limits="What the coder was not sure of has not been read by a person yet, so the themes are a first look.",
            by=cast["wen"],
        )
        reading.publish_report(written, on=published_on, by=cast["marcus"])


def _decide(engagement: Engagement, cast: Cast, today: datetime.date) -> None:
    if Decision.objects.filter(engagement=engagement).exists():
        return
    priya = cast["priya"]
    decided_on = max(today - datetime.timedelta(days=3), earliest_meeting(engagement))
    with standing_at(decided_on):
        decision = deciding.draft_decision(
            engagement, title="What we will do first", question="Which themes do we act on first?",
            decides="The Urgent Care Board", by=priya,
        )
        deciding.change_decision(decision, insight="See the insight report, and the themes with their counts.", by=priya)
        first = deciding.write_option(decision, name="Act on what most people named", by=priya, place=1)
        deciding.write_option(decision, name="Act on everything at once", by=priya, place=2)
        for place, theme in enumerate(Theme.objects.standing().filter(engagement=engagement)):
            deciding.weigh(
                decision, theme=theme, weighed_for="People named it in their own words.",
                weighed_against="Time and money are short.", taken=("yes", "partly", "no")[place % 3],
                why_not="" if place % 3 == 0 else "It was named less often, so it comes later.", by=priya,
            )
        deciding.analyse_equality(decision, summary="A file says little about who spoke.", by=priya)
        impact = deciding.write_impact(
            decision, group="People who did not send a comment", effect="Their needs may be missed.",
            gap="We do not know who they are.", by=priya,
        )
        deciding.write_mitigation(
            impact, what="Ask them in person.", owner=cast["farah"], due_on=today + datetime.timedelta(days=60), by=priya
        )
        deciding.table(decision, meets_on=decided_on, by=priya)
        decision = deciding.record_decision(
            Decision.objects.get(pk=decision.pk), decided_on=decided_on, option=first, outcome="Act on what most people named.",
            reasons="It helps most people soonest.", dissent="None recorded.",
            review_on=today + datetime.timedelta(days=180), by=cast["alan"],
        )
        deciding.publish_decision(decision, by=cast["joan"])


def _answer(engagement: Engagement, cast: Cast, today: datetime.date) -> None:
    taken = dict(Consideration.objects.filter(decision__engagement=engagement).values_list("theme", "taken"))
    kinds = {"yes": "did", "partly": "will", "no": "cannot"}
    for theme in Theme.objects.standing().filter(engagement=engagement):
        if Answer.objects.filter(theme=theme).exists():
            continue
        kind = kinds[taken[theme.pk]]
        written = deciding.write_answer(
            theme, kind=kind, words=f"“{theme.name}”: {ANSWERS[kind]}", by=cast["priya"],
            why="Most people named other things, and we cannot do all of it this year." if kind == "cannot" else "",
            by_when=today + datetime.timedelta(days=90) if kind == "will" else None,
        )
        deciding.publish_answer(written, by=cast["marcus"])
    deciding.close(Engagement.objects.get(pk=engagement.pk), by=cast["priya"])


ANSWERS = {
    "did": "we shared what you said with the teams, and they have begun.",
    "will": "we will act on this next, and say what came of it.",
    "cannot": "we cannot act on this now.",
}
