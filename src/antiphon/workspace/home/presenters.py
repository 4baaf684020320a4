"""The worklist: what waits for a person, gathered from every room in a fixed number of queries."""

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from antiphon.decisions import queries as decisions
from antiphon.decisions import standing as door
from antiphon.delivery import queries as deliveries
from antiphon.engagement import queries as engagements
from antiphon.engagement import rules
from antiphon.engagement.models import Engagement
from antiphon.engagement.rules import Phase
from antiphon.exports import queries as exports
from antiphon.guard import queries as guard
from antiphon.insight import gaps
from antiphon.insight import queries as insight
from antiphon.language import queries as language
from antiphon.narrative.queries import signing as narrative
from antiphon.network.access import holds, may, organisations_of
from antiphon.network.roles import ROLES, Permission
from antiphon.panels.queries import asks as panels
from antiphon.stories import queries as stories
from antiphon.voices import entries
from antiphon.voices import queries as voices
from antiphon.workspace.answers import waiting as asked
from antiphon.workspace.audiences import waiting as audiences
from antiphon.workspace.campaigns import presenters as campaigns
from antiphon.workspace.cascades import waiting as cascades
from antiphon.workspace.engagement.presenters import listed
from antiphon.workspace.engagement.steps import place
from antiphon.workspace.events import waiting as gathered
from antiphon.workspace.home import told
from antiphon.workspace.home.items import Item
from antiphon.workspace.packs import waiting as announcements

SOON = datetime.timedelta(days=14)
A_FEW = 5  # engagements on the first page


def worklist(user: Any, only_mine: bool = False) -> dict[str, Any]:
    """Return the person's work: late, to do now, and coming up, the nearest day first."""
    today = timezone.localdate()
    found = [item for part in PARTS for item in part(user, today)]
    shown = [item for item in found if item.mine] if only_mine else found

    def nearest(item: Item) -> tuple[bool, datetime.date, str]:
        return item.due is None, item.due or today, item.what

    late = sorted((item for item in shown if item.due and item.due < today), key=nearest)
    soon = sorted((item for item in shown if item.waits and not (item.due and item.due <= today)), key=nearest)
    now = sorted((item for item in shown if item not in late and item not in soon), key=nearest)
    groups = [
        {"name": "Late", "items": late, "colour": "red"},
        {"name": "To do now", "items": now, "colour": "blue"},
        {"name": "Coming up", "items": soon, "colour": "grey"},
    ]
    return {"groups": groups, "total": len(shown), "hidden": len(found) - len(shown), "only_mine": only_mine,
            "first_name": user.get_short_name(), "has_role": bool(organisations_of(user)),
            **_engagements(user)}  # fmt: skip


def _engagements(user: Any) -> dict[str, Any]:
    """Return what goes on where the person may look, for those who came to see and not to do."""
    found = listed(user)
    lines = [line for group in found["groups"] for line in group["lines"]]
    return {"engagements": lines[:A_FEW], "more": max(0, len(lines) - A_FEW), "may_start": found["may_start"],
            "may_edit_pages": holds(user, Permission.CONTENT_EDIT)}  # fmt: skip


def _leads(user: Any, engagement: Engagement) -> bool:
    return bool(engagement.lead_id == user.pk)


def _drafts(user: Any, today: datetime.date) -> Iterator[Item]:
    for engagement in engagements.drafts(user):
        missing = rules.missing(engagements.plan_of(engagement))
        wrote = user.pk in {engagement.written_by_id, *(writer.pk for writer in engagement.writers.all())}
        mine, publish = _leads(user, engagement), place(engagement, "publish/")
        if missing and may(user, Permission.ENGAGEMENT_EDIT, on=engagement):
            what = f"Finish the draft: {len(missing)} {'thing' if len(missing) == 1 else 'things'} still missing"
            yield Item(what, engagement.title, place(engagement, "edit/"), engagement.opens_on, mine)
        elif not missing and not wrote and may(user, Permission.ENGAGEMENT_APPROVE, on=engagement):
            yield Item("Approve and publish the engagement", engagement.title, publish, engagement.opens_on, mine)
        elif not missing and mine:
            yield Item("Ask another person to publish this", engagement.title, publish, engagement.opens_on, mine)


def _dates(user: Any, today: datetime.date) -> Iterator[Item]:
    running = list(engagements.running(user))
    decided = decisions.decided_among([engagement.pk for engagement in running])
    for engagement in running:
        mine = _leads(user, engagement)
        phase = engagement.phase
        if phase is Phase.PLANNED and engagement.opens_on - today <= SOON:
            yield Item("Opens to the public", engagement.title, place(engagement), engagement.opens_on, mine, waits=True)
        elif phase is Phase.OPEN and engagement.closes_on and engagement.closes_on - today <= SOON:
            yield Item("Last day to take part", engagement.title, place(engagement), engagement.closes_on, mine, waits=True)
        elif phase is Phase.CONSIDERING and engagement.pk not in decided and (engagement.decides_on or today) - today <= SOON:
            link = place(engagement, "decision/")
            yield Item("The decision was promised", engagement.title, link, engagement.decides_on, mine, waits=True)


def _voices(user: Any, today: datetime.date) -> Iterator[Item]:
    for engagement, number in voices.waiting_for_eyes(user):
        what = f"Look at {number:,} {'comment' if number == 1 else 'comments'} that may not be safe to read"
        yield Item(what, engagement.title, place(engagement, "voices/eyes/"), mine=_leads(user, engagement))
    unread = insight.waiting_to_be_read(user)
    for pk, engagement in engagements.by_id(unread).items():
        what = f"Read {unread[pk]:,} {'comment' if unread[pk] == 1 else 'comments'}"
        yield Item(what, engagement.title, place(engagement, "coding/"), mine=_leads(user, engagement))


def _entry(user: Any, today: datetime.date) -> Iterator[Item]:
    """E-mails that wait for a person, sheets keyed differently, what groups propose, comments on what is published."""
    waiting = (
        (entries.waiting_mail(user), "Look at {}", "e-mail", "voices/mail/"),
        (entries.waiting_differences(user), "Settle {} between two keyings", "difference", "voices/entry/"),
        (insight.waiting_proposals(user), "Answer {} of a group for a theme", "proposal", "themes/"),
        (door.waiting_comments(user), "Read {} on what is published", "comment", "comments/"),
    )
    known = engagements.by_id({pk for numbers, *_ in waiting for pk in numbers})
    for numbers, what, noun, tail in waiting:
        for pk, number in numbers.items():
            said = what.format(f"{number:,} {noun}{'' if number == 1 else 's'}")
            yield Item(said[:1].upper() + said[1:], known[pk].title, place(known[pk], tail), mine=_leads(user, known[pk]))


def _guard(user: Any, today: datetime.date) -> Iterator[Item]:
    for engagement, number in guard.flags_waiting(user):
        what = f"Settle {number} {'flag' if number == 1 else 'flags'} on what looks odd together"
        yield Item(what, engagement.title, place(engagement, "flags/"), mine=_leads(user, engagement))
    handled = guard.concerns_waiting(user)
    for engagement, number, due in handled:
        what = f"Look at {number} safeguarding {'concern' if number == 1 else 'concerns'}"
        mine = engagement.safeguarding_lead_id in (None, user.pk)
        yield Item(what, engagement.title, place(engagement, "safeguarding/"), due, mine=mine)
    for engagement, number, due in guard.concerns_late(user):
        if engagement.pk not in {one.pk for one, _, _ in handled}:
            what = f"{number} safeguarding {'concern is' if number == 1 else 'concerns are'} late: see who looks"
            yield Item(what, engagement.title, place(engagement, "safeguarding/"), due, mine=_leads(user, engagement))


def _answers(user: Any, today: datetime.date) -> Iterator[Item]:
    unwritten = decisions.themes_to_answer(user)
    for pk, engagement in engagements.by_id(unwritten).items():
        if engagement.phase is Phase.CONSIDERING:
            what = f"Write answers: {unwritten[pk]} {'theme has' if unwritten[pk] == 1 else 'themes have'} none"
            yield Item(what, engagement.title, place(engagement, "answers/"), mine=_leads(user, engagement))
    waiting = Counter(answer.theme.engagement for answer in decisions.answers_to_approve(user))
    for engagement, number in waiting.items():
        what = f"Approve {number} {'answer' if number == 1 else 'answers'} that another person wrote"
        yield Item(what, engagement.title, place(engagement, "answers/"), mine=_leads(user, engagement))


def _promises(user: Any, today: datetime.date) -> Iterator[Item]:
    for promise in decisions.promises(user):
        if promise.due_on - today <= SOON and not promise.waiting:
            engagement = promise.engagement
            link = place(engagement, f"answers/{promise.answer.theme_id}/follow-up/")
            what = f"Say what became of what we promised: {promise.answer.theme.name}"
            yield Item(what, engagement.title, link, promise.due_on, _leads(user, engagement), waits=True)
    for news in decisions.follow_ups_to_approve(user):
        theme, engagement = news.answer.theme, news.answer.theme.engagement
        link = place(engagement, f"answers/{theme.pk}/follow-up/publish/")
        yield Item("Publish what became of a promise", engagement.title, link, mine=_leads(user, engagement))


def _decisions(user: Any, today: datetime.date) -> Iterator[Item]:
    for decision in decisions.to_approve(user):
        yield Item("Publish what was decided", decision.engagement.title, place(decision.engagement, "decision/publish/"),
                   mine=_leads(user, decision.engagement))  # fmt: skip
    for decision in decisions.meetings_soon(user):
        yield Item(f"The meeting decides: {decision.title}", decision.engagement.title, place(decision.engagement, "decision/"),
                   decision.meets_on, _leads(user, decision.engagement), waits=True)  # fmt: skip
    for promise in decisions.mitigations_of(user):
        engagement = promise.impact.analysis.decision.engagement
        link = place(engagement, f"decision/equality/promises/{promise.pk}/done/")
        yield Item(f"You promised: {promise.what}", engagement.title, link, promise.due_on, mine=True, waits=True)


def _deliveries(user: Any, today: datetime.date) -> Iterator[Item]:
    theirs = {decisions.occasion(one): one for one in engagements.where_may(user, Permission.DELIVERY_RESOLVE)}
    unknown = Counter(message.occasion for message in deliveries.unknown_for(user, theirs))
    for occasion, number in unknown.items():
        what = f"Settle {number} {'message' if number == 1 else 'messages'} that may or may not have arrived"
        yield Item(what, theirs[occasion].title, reverse("workspace:home:worklist") + "deliveries/",
                   mine=_leads(user, theirs[occasion]))  # fmt: skip


def _services(user: Any, today: datetime.date) -> Iterator[Item]:
    for routing in gaps.waiting_for(user):
        link = place(routing.engagement, f"routed/{routing.pk}/")
        yield Item(f"Reply: {routing.ask}", routing.engagement.title, link, routing.due_on, mine=True)
    for routing in gaps.late_among(user, today):
        link = place(routing.engagement, f"routed/{routing.pk}/")
        yield Item(f"{routing.organisation} has not replied: {routing.ask}", routing.engagement.title, link, routing.due_on,
                   _leads(user, routing.engagement))  # fmt: skip


def _pulses(user: Any, today: datetime.date) -> Iterator[Item]:
    for engagement in gaps.pulses_without_a_note(user):
        due = timezone.localtime(engagement.published_at + datetime.timedelta(hours=rules.NOTE_HOURS)).date()
        yield Item("Write the note to the board on the pulse", engagement.title, place(engagement, "pulse/"), due,
                   _leads(user, engagement))  # fmt: skip


def _webhooks(user: Any, today: datetime.date) -> Iterator[Item]:
    for endpoint in deliveries.stopped_endpoints(user):
        link = reverse("workspace:network:webhook", kwargs={"pk": endpoint.pk})
        yield Item("Another system does not take what it is told", endpoint.url, link)


def _routes(user: Any, today: datetime.date) -> Iterator[Item]:
    for route in deliveries.stopped_routes(user):
        yield Item("Nothing is sent: a route is stopped", route.stopped_because or "Routes", reverse("workspace:delivery:routes"))


def _files(user: Any, today: datetime.date) -> Iterator[Item]:
    for waiting in voices.files_of(user):
        what = FILES.get(waiting.status)
        if what:
            yield Item(f"{what}: {waiting.name}", waiting.engagement.title,
                       place(waiting.engagement, f"voices/files/{waiting.pk}/"), mine=True)  # fmt: skip


FILES = {
    "waiting": "Your file waits: look at it and take it", "refused": "Your file could not be taken",
    "queued": "Your file waits for its turn", "reading": "Your file is being taken", "taken": "Your file was taken",
}  # fmt: skip
def _panels(user: Any, today: datetime.date) -> Iterator[Item]:
    if waiting := panels.errands_waiting(user):
        what = f"Bring {waiting} {'letter' if waiting == 1 else 'letters'}: ring, post or send a video"
        yield Item(what, "Panels", reverse("workspace:panels:list"))


def _narratives(user: Any, today: datetime.date) -> Iterator[Item]:
    for one in narrative.waiting_for(user):
        link = reverse("workspace:narrative:sign", kwargs={"narrative": one.narrative.slug, "partner": one.partner.pk})
        what = f"Words have changed: sign again for {one.partner}" if one.again else f"Read and sign for {one.partner}"
        yield Item(what, one.narrative.title, link, one.due_on, mine=True)
    for ask in narrative.silent_partners(user):
        link = reverse("workspace:narrative:partners", kwargs={"narrative": ask.partner.narrative.slug})
        yield Item(f"{ask.partner} has not signed or answered", ask.partner.narrative.title, link,
                   timezone.localtime(ask.director_at).date() - datetime.timedelta(days=1),
                   mine=ask.partner.narrative.lead_id == user.pk)  # fmt: skip
    for found, what, part in narrative.to_answer(user):
        link = reverse("workspace:narrative:clause", kwargs={"narrative": found.slug, "clause": part})
        yield Item(what, found.title, link, mine=found.lead_id == user.pk)
    for found, number in narrative.to_ask_again(user):
        link = reverse("workspace:narrative:narrative", kwargs={"narrative": found.slug})
        what = f"Ask {number} {'partner' if number == 1 else 'partners'} to sign again: words have changed"
        yield Item(what, found.title, link, mine=found.lead_id == user.pk)


def _requests(user: Any, today: datetime.date) -> Iterator[Item]:
    for one in exports.open_requests(user):
        link = reverse("workspace:exports:request", kwargs={"pk": one.pk})
        yield Item("Answer a request for information", one.reference, link, one.due_on, mine=one.recorded_by_id == user.pk)


def _stories(user: Any, today: datetime.date) -> Iterator[Item]:
    for use in stories.to_call_back(user):
        link = reverse("workspace:stories:story", kwargs={"pk": use.story_id})
        yield Item("A story was taken back: have it taken down here too", use.place, link)
    for consent in stories.ending_soon(user, today):
        link = reverse("workspace:stories:story", kwargs={"pk": consent.story_id})
        yield Item("The consent ends: ask the person again", consent.story.title, link, consent.expires_on,
                   consent.holder_id == user.pk, waits=True)  # fmt: skip
    for case in stories.reviews_due(user, today):
        link = reverse("workspace:stories:case", kwargs={"pk": case.pk})
        yield Item("Look at a case study again", case.title, link, case.review_on, case.written_by_id == user.pk)


def _words(user: Any, today: datetime.date) -> Iterator[Item]:
    """Changes of words that wait for a second person, and days of review that come."""
    link = reverse("workspace:saying:changes")
    if number := language.waiting(user).count():
        yield Item(f"Settle {number} {'change' if number == 1 else 'changes'} of words that we use", "Words we use", link)
    for review in language.reviews_owned(user, today + SOON):
        link = reverse("workspace:saying:about", kwargs={"kind": review.kind, "key": review.key})
        yield Item("Look again at what it says", review.title, link, review.due_on, mine=True, waits=True)
    for entry in language.entries_to_review(user, today + SOON):
        link = reverse("workspace:saying:entry", kwargs={"what": entry._meta.model_name, "pk": entry.pk})
        yield Item(f"Look again at the word: {entry}", "Words we use", link, entry.review_on, mine=True, waits=True)


def _answers_and_enquiries(user: Any, today: datetime.date) -> Iterator[Item]:
    for one in asked.things(user, today):
        yield Item(one.what, one.where, one.link, one.due, one.mine, one.waits)


PARTS = (_files, _drafts, _dates, _guard, _voices, _entry, _answers, _promises, _decisions, _deliveries, _webhooks, _routes,
         _services, _words, _pulses, _narratives, _stories, told.waiting, cascades.items, _panels, _answers_and_enquiries,
         announcements.things,
         audiences.items,
         _requests, gathered.waiting,
         campaigns.things)  # fmt: skip


SEVEN = [
    ("Asked", "Write the question, and what can and cannot change. Another person publishes it."),
    ("Heard", "People answer on the web. You bring in what came on paper, by telephone or at events."),
    ("Made safe", "Words arrive sealed. Personal details are hidden. A person looks at what is in doubt."),
    ("Understood", "Read comments, give them codes, gather themes, and publish a report."),
    ("Decided", "Write the options. Show what weighed for and against. Record what was decided, and why."),
    ("Answered", "Answer every theme: we did, we will, or we cannot and why."),
    ("Told", "Everyone who asked to hear gets one message. Anyone with a receipt code can look."),
]
# As the reading screen and the browser understand them.
KEYS = [
    ("Tab", "Go to the next link, button or box. Shift and Tab goes back."),
    ("Enter", "Follow a link, or press a button."),
    ("Space", "Tick or untick a box, or choose an answer."),
    ("Arrow keys", "Move between the answers to one question."),
]


def help_page() -> dict[str, Any]:
    """Return what the help page says."""
    return {"seven": SEVEN, "roles": list(ROLES.values()), "keys": KEYS}
