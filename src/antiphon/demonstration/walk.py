"""Plays the story: every step is done by one of the cast, through the same actions that the screens call.

Each function can be run again: it does what is missing and leaves the rest.
"""

import datetime
import uuid
from typing import Any

from django.db import transaction

from antiphon.core.actors import Machine, Visitor
from antiphon.decisions import actions as deciding
from antiphon.decisions.models import Answer, Consideration, Decision, Telling
from antiphon.decisions.tasks import tell_waiting
from antiphon.delivery.tasks import deliver
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.story import Told, day, rows, story
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement
from antiphon.guard import actions as guard
from antiphon.insight import actions as reading
from antiphon.insight.models import Code, CodeFrame, FrameUse, Gathering, Reading, Report, Theme
from antiphon.insight.rules import earliest_board_day
from antiphon.insight.tasks import code_waiting
from antiphon.voices import actions as hearing
from antiphon.voices.models import Response, Voice
from antiphon.voices.tasks import deidentify_waiting

FRAME = "patient_feedback"
MAKER = Machine("demonstration")
RESPONSES = uuid.UUID("5b1e7a52-6f6c-4d0e-9c39-5a0a3c1f2b11")  # names each made-up response, so that it is taken once
ABOUT_LIMBS = {"decisions": "operation"}
SECTIONS = {"14Z45": "14Z45", "242(1B)": "242", "13Q": "13Q"}
SECOND_READS = 400  # so many comments are read by a second person too, so that agreement can be measured
LEFT_FOR_YOU = 6  # doubtful comments of the open engagement that wait for whoever tries the demonstration
READ_SO_FAR = 30  # comments of the open engagement that have been read by now


def ask(cast: Cast, row: dict[str, Any], today: datetime.date) -> Engagement:
    """Step 1: draft the engagement, run the duty test, and have a second person publish it."""
    found = Engagement.objects.filter(slug=row["key"]).first()
    if found is not None:
        return found
    lead, owner = cast[row["lead"]], cast.organisations[row["owner"]]
    with transaction.atomic(), standing_at(day(today, min(row["opens_days"], 0) - 20)):
        engagement = asking.draft(
            owner=owner, lead=lead, title=row["title"], slug=row["key"], by=lead, summary=_first_sentences(row["purpose"]),
            purpose=row["purpose"], rung=row["rung"], can_change="\n".join(row["can_change"]),
            cannot_change="\n".join(row["cannot_change"]), decides=row["who_decides"],
            decides_on=day(today, row["decision_days"]), opens_on=day(today, row["opens_days"]),
            closes_on=day(today, row["closes_days"]), other_ways=OTHER_WAYS,
        )
        asking.set_question(engagement, text=row["question"], hint=QUESTION_HINT, by=lead)
        for partner in row["partners"]:
            asking.add_partner(engagement, organisation=cast.organisations[partner], way="contributes", by=lead)
        for test in rows("duty_tests", row["key"]):
            section = next(key for said, key in SECTIONS.items() if said in test["law"])
            asking.test_duty(
                engagement, section=section, limbs=[ABOUT_LIMBS.get(limb, limb) for limb in test["limbs"]],
                changes_manner=test["manner_of_delivery"], changes_range=test["range_of_services"],
                how_involved=test["how_involved"], evidence=test["evidence"], by=lead,
            )
        approver = next(cast[key] for key in ("marcus", "farah", "priya") if cast[key] != lead and _takes_part(cast, key, row))
        return asking.publish(engagement, by=approver)


OTHER_WAYS = (
    "Telephone: call 01632 960100, Monday to Friday, 9am to 5pm. We can ring you back.\n"
    "Paper: pick up a form at any library or GP surgery, or print one from this site. You do not need a stamp.\n"
    "In person: ask us to come to your group.\n"
    "Large print, easy read, other languages and British Sign Language: tell us what you need, by any of these ways."
)
QUESTION_HINT = "It can be good or bad, and as short as you like."


def _first_sentences(text: str, limit: int = 290) -> str:
    kept = ""
    for sentence in text.split(". "):
        longer = f"{kept}{'. ' if kept else ''}{sentence}"
        if len(longer) > limit:
            break
        kept = longer
    return kept if kept.endswith(".") else f"{kept}."


def _takes_part(cast: Cast, key: str, row: dict[str, Any]) -> bool:
    home = next(person["organisation"] for person in story()["people"] if person["key"] == key)
    return home == row["owner"] or home in row["partners"]


def hear(engagement: Engagement, told: list[Told], cast: Cast, today: datetime.date) -> None:
    """Step 2: each comment comes in by the channel that it came by, on its day."""
    question = engagement.questions.get()
    taken = set(Response.objects.filter(engagement=engagement).values_list("submission", flat=True))
    for one in told:
        submission = uuid.uuid5(RESPONSES, f"{engagement.slug}:{one.number}")
        if submission in taken:
            continue
        said_on = day(today, -one.days_ago)
        with standing_at(said_on, hour=9 + one.number % 9, minute=one.number % 60):
            hearing.receive(
                engagement, answers={question.pk: one.text}, channel=one.channel, said_on=said_on, score=one.score,
                place=one.place, name=one.name, email=one.email, wants_reply=one.wants_reply, may_quote=one.may_quote,
                submission=submission, by=Visitor() if one.channel == "web" else cast["farah"],
            )


def make_safe(engagement: Engagement, told: list[Told], cast: Cast, *, leave: int) -> None:
    """Step 3: mask personal details; a person looks at the doubtful ones, and leaves some for you to try.

    Only those of the story: what a scene brought later waits as the scene left it.
    """
    while deidentify_waiting():
        pass
    theirs = [uuid.uuid5(RESPONSES, f"{engagement.slug}:{one.number}") for one in told]
    waiting = list(Voice.objects.needing_eyes().filter(engagement=engagement, response__submission__in=theirs))
    for voice in waiting[: max(0, len(waiting) - leave)]:
        if voice.harm:
            _settle_concern(voice, cast)
        hearing.look(voice, decision="clean", by=cast["farah"])


def _settle_concern(voice: Voice, cast: Cast) -> None:
    """A rule took an ordinary comment for a disclosure: the safeguarding lead looks, and says so."""
    concern = guard.open_concern(voice, by=Machine("guard"))
    guard.look_at_concern(concern, why="On the safeguarding list", by=cast["grace"])
    guard.settle_concern(concern, outcome="no_concern", by=cast["grace"])


def understand(engagement: Engagement, told: list[Told], cast: Cast, today: datetime.date, *, read: int) -> None:
    """Step 4: the coder suggests, two people read, themes are written, voices gathered and quotes chosen."""
    frame = CodeFrame.objects.get(name=FRAME)
    if not FrameUse.objects.filter(engagement=engagement).exists():
        reading.use_frame(engagement, frame=frame, by=cast["wen"])
    shipped = set(Code.objects.filter(frame=frame, engagement=None).values_list("name", flat=True))
    for name in sorted({code for one in told for code in one.codes} - shipped):
        if not Code.objects.filter(frame=frame, engagement=engagement, name=name).exists():
            reading.add_local_code(engagement, name=name, meaning=LOCAL_CODES.get(name, ""), by=cast["wen"])
    while code_waiting():
        pass
    _read(engagement, told, cast, today, read=read)
    _write_themes(engagement, cast, today)


LOCAL_CODES = {"No phone or internet": "People who have no phone, credit, signal, smartphone or internet."}


def _read(engagement: Engagement, told: list[Told], cast: Cast, today: datetime.date, *, read: int) -> None:
    codes = {code.name: code for code in Code.objects.filter(engagement=engagement)}
    codes |= {code.name: code for code in Code.objects.filter(frame__name=FRAME, engagement=None)}
    by_submission = {uuid.uuid5(RESPONSES, f"{engagement.slug}:{one.number}"): one for one in told}
    voices_to_read = Voice.objects.clean_only().filter(engagement=engagement).select_related("response", "engagement")
    have_read = set(Reading.objects.filter(voice__engagement=engagement).values_list("voice", "read_by"))
    day_of_reading = engagement.closes_on if engagement.closes_on and engagement.closes_on < today else today
    for place, voice in enumerate(voices_to_read[:read]):
        one = by_submission[voice.response.submission]
        decided = [codes[name] for name in one.codes if name in codes]
        with standing_at(day_of_reading, hour=11):
            if (voice.pk, cast["wen"].pk) not in have_read:
                reading.confirm(voice, codes=decided, stance=one.stance, by=cast["wen"])
            if place < SECOND_READS and (voice.pk, cast["farah"].pk) not in have_read:
                # A second person reads some of them too, and does not always see it the same way.
                seen = decided[:-1] if place % 9 == 0 and len(decided) > 1 else decided
                reading.confirm(voice, codes=seen, stance="mixed" if place % 11 == 0 else one.stance, by=cast["farah"])


def _write_themes(engagement: Engagement, cast: Cast, today: datetime.date) -> None:
    wen = cast["wen"]
    for row in [*rows("themes", engagement.slug), *rows("draft_themes", engagement.slug)]:
        theme = Theme.objects.filter(engagement=engagement, name=row["name"]).first()
        codes = Code.objects.filter(name__in=row["codes"]).filter(frame__name=FRAME)
        with standing_at(min(engagement.closes_on or today, today), hour=15):
            if theme is None:
                theme = reading.write_theme(
                    engagement, name=row["name"], description=row["description"], by=wen,
                    codes=[code for code in codes if code.engagement_id in (None, engagement.pk)],
                    minority=row.get("minority", False), strength=row.get("strength_note", ""),
                )
            reading.gather(theme, by=wen)
            _choose_quotes(theme, wen)
            for checker in {row["checked_by"] for row in rows("reports", engagement.slug)}:  # not the one who chose them
                waiting = Gathering.objects.belonging().filter(theme=theme, quoted=True, quote_approved_at=None)
                for one in waiting.filter(voice__response__may_quote=True).select_related("voice"):
                    reading.approve_quote(theme, voice=one.voice, by=cast[checker])


def _choose_quotes(theme: Theme, by: Any, wanted: int = 3) -> None:
    """Choose a few voices that may be quoted, of different stances where there are any."""
    gathered = Gathering.objects.filter(theme=theme, voice__response__may_quote=True, voice__found=[])
    chosen = gathered.filter(quoted=True).count()
    for stance in ("negative", "positive", "mixed"):
        one = gathered.filter(quoted=False, stance=stance, voice__engagement=theme.engagement).order_by("voice").first()
        if one is not None and chosen < wanted and 40 < len(one.voice.clean_words) < 400:
            reading.quote(theme, voice=one.voice, by=by)
            chosen += 1


def report(engagement: Engagement, cast: Cast, today: datetime.date) -> None:
    """The insight report, written by one person and published by another, before anyone decides."""
    for row in rows("reports", engagement.slug):
        if Report.objects.filter(engagement=engagement, published_on__isnull=False).exists():
            continue
        # The day after the engagement closed: late enough to have heard all, early enough to leave 15 working days.
        published_on = (engagement.closes_on or today) + datetime.timedelta(days=1)
        with standing_at(published_on, hour=12):
            learned = "\n".join(f"- {line}" for line in row["learned"])
            written = reading.write_report(
                engagement, summary=f"{row['summary']}\n\n{row['how_we_listened']}\n\nWhat we learned:\n{learned}",
                limits=row["limits"], by=cast[row["author"]],
            )
            reading.publish_report(written, on=published_on, by=cast[row["checked_by"]])


def decide(engagement: Engagement, cast: Cast, today: datetime.date) -> None:
    """Step 5: options, what weighed, who is affected; the board decides; another person publishes."""
    row = rows("decisions", engagement.slug)[0]
    found = Decision.objects.filter(engagement=engagement).first()
    if found is not None and found.status == Decision.Status.PUBLISHED:
        return
    priya, themes = cast["priya"], {theme.place: theme for theme in Theme.objects.standing().filter(engagement=engagement)}
    decided_on = max(day(today, row["decided_days"]), earliest_meeting(engagement))
    with transaction.atomic():
        with standing_at(decided_on - datetime.timedelta(days=7)):
            summary = Report.objects.get(engagement=engagement).summary.split("\n\n")[0]
            decision = deciding.draft_decision(
                engagement, title=row["title"], question="Should people call 111 before they come to A&E or the urgent "
                "treatment centre, and how do we make sure that nobody is left out?", decides=row["board"], by=priya,
            )
            deciding.change_decision(decision, insight=summary, by=priya)
            options = _write_options(decision, cast, themes)
            _test_wording(decision, cast, today)
            _weigh(decision, themes, priya)
            _analyse(decision, cast, today)
            deciding.table(decision, meets_on=decided_on, by=priya)
        with standing_at(decided_on, hour=16):
            decision = deciding.record_decision(
                Decision.objects.get(pk=decision.pk), decided_on=decided_on, option=options[row["option"]],
                outcome=row["outcome"],
                reasons="\n\n".join(row["reasons"]), conditions=_conditions(row, cast, today),
                votes_for=row["votes_for"], votes_against=row["votes_against"], abstained=row["votes_abstain"],
                dissent=f"{row['dissent']}\n\n{row['dissent_by']}.", review_on=day(today, row["review_days"]), by=cast["alan"],
            )
        with standing_at(decided_on + datetime.timedelta(days=1)):
            deciding.publish_decision(decision, by=cast["joan"])


def earliest_meeting(engagement: Engagement) -> datetime.date:
    published_on = Report.objects.get(engagement=engagement).published_on
    assert published_on is not None
    return earliest_board_day(published_on)


def _write_options(decision: Decision, cast: Cast, themes: dict[int, Theme]) -> dict[int, Any]:
    led_to = {1: (7,), 2: (1, 2, 6, 7), 3: (9,)}
    return {
        row["number"]: deciding.write_option(
            decision, name=row["name"], public_words=row["public_wording"], benefits=row["benefits"], risks=row["risks"],
            cost=row["cost"], affected=row["affected"], evidence=row["evidence"], digital_only=row["digital_only"],
            place=row["number"], themes=[themes[number] for number in led_to[row["number"]]], by=cast["priya"],
        )
        for row in rows("options", decision.engagement.slug)
    }


def _test_wording(decision: Decision, cast: Cast, today: datetime.date) -> None:
    slug = decision.engagement.slug
    members = rows("wording_members", slug)
    for row in rows("wording_tests", slug):
        found = "\n".join(f"{one['member']} ({one['format'].lower()}): “{one['said']}” {one['changed']}" for one in members)
        deciding.test_wording(
            decision, tested_on=day(today, row["run_days"]), people=len(members), who="Members of the citizens' panel",
            found=f"Before: “{row['before']}”\n{row['flag_reason']}\n\n{found}\n\nAfter: “{row['after']}”", by=cast["priya"],
        )


def _weigh(decision: Decision, themes: dict[int, Theme], by: Any) -> None:
    for row in rows("themes", decision.engagement.slug):
        if not Consideration.objects.filter(decision=decision, theme=themes[row["number"]]).exists():
            deciding.weigh(
                decision, theme=themes[row["number"]], weighed_for=row["weighed_for"], weighed_against=row["weighed_against"],
                taken=row["taken"], why_not=row["why_not"], by=by,
            )


def _analyse(decision: Decision, cast: Cast, today: datetime.date) -> None:
    priya = cast["priya"]
    deciding.analyse_equality(
        decision, summary="A plan that begins with a call helps most people. It could shut out people who cannot call. We looked "
        "at four groups, and each has something that somebody will do by a day.", digital_only=False,
        offline_route="You can still walk in and be seen. A desk with a free telephone opens before any posters go up.", by=priya,
    )
    for row in rows("impacts", decision.engagement.slug):
        effect = "\n".join(filter(None, (row["what_could_happen"], row["flag"])))
        impact = deciding.write_impact(
            decision, group=row["group"], effect=effect, evidence=row["evidence"], gap=row["evidence_gap"], by=priya
        )
        deciding.write_mitigation(
            impact, what=row["mitigation"], owner=cast[row["owner"]], due_on=day(today, row["due_days"]), by=priya
        )


def _conditions(row: dict[str, Any], cast: Cast, today: datetime.date) -> str:
    conditions = [one["text"] for one in rows("conditions", row["engagement"])]
    return "\n\n".join(["The changes:", *row["amendments"], "The conditions:", *conditions])


def answer(engagement: Engagement, cast: Cast, today: datetime.date) -> None:
    """Step 6: each theme gets its answer; another person publishes it; then the engagement closes."""
    if engagement.closed_at:
        return
    themes = {theme.place: theme for theme in Theme.objects.standing().filter(engagement=engagement)}
    with standing_at(today, hour=8):
        for row in rows("answers", engagement.slug):
            theme, writer = themes[row["theme"]], cast["priya"]
            if Answer.objects.filter(theme=theme, published_at__isnull=False).exists():
                continue
            written = deciding.write_answer(
                theme, kind=row["kind"], words=row["answer"], why=row["why"] if row["kind"] == "cannot" else "",
                by_when=day(today, row["due_days"]) if row["kind"] == "will" else None, by=writer,
            )
            deciding.publish_answer(written, by=cast["marcus"])
        deciding.close(Engagement.objects.get(pk=engagement.pk), by=cast["priya"])


def tell(engagement: Engagement, cast: Cast) -> None:
    """Step 7: everyone who asked is told, once; the messages go out through the post office of the demonstration."""
    if not Telling.objects.filter(engagement=engagement).exists():
        deciding.ask_to_tell(Engagement.objects.get(pk=engagement.pk), by=cast["priya"])
    while tell_waiting():
        pass
    while deliver():
        pass
