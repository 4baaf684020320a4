"""The world that the access matrix walks: who there is, what there is, and every staff address with its ids."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from antiphon.answers.tests.factories import make_contact_partner, make_contact_point, make_enquiry, make_faq, make_reply
from antiphon.decisions.models import Impact, Mitigation, Option
from antiphon.decisions.queries import occasion
from antiphon.decisions.tests.factories import make_decided_engagement, make_heard_engagement, make_revision
from antiphon.delivery.models import Delivery
from antiphon.delivery.tests.factories import make_delivery, make_endpoint
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import partners_of
from antiphon.engagement.tests.factories import (
    make_channel_entry,
    make_engagement,
    make_partner,
    make_session,
    make_twin,
)
from antiphon.exports.tests.factories import make_export, make_information_request
from antiphon.guard.tests.factories import make_concern, make_flag
from antiphon.insight.models import FrameUse, Gathering, Theme
from antiphon.insight.tests.factories import (
    make_clean_voice,
    make_code,
    make_draft_member,
    make_draft_theme,
    make_frame_use,
    make_recommendation,
    make_routing,
    make_theme_draft,
    make_theme_proposal,
)
from antiphon.language.tests.factories import make_change, make_review, make_term, make_test_session
from antiphon.library.tests.factories import make_citation, make_insight
from antiphon.narrative.tests.factories import make_clause, make_narrative
from antiphon.network.models import User
from antiphon.network.roles import ROLES
from antiphon.network.tests.factories import make_api_key, make_organisation, make_user
from antiphon.stories.tests.factories import make_case_study, make_story
from antiphon.trust.tests.factories import make_code_batch, make_hold
from antiphon.voices.models import Voice
from antiphon.voices.tests.factories import (
    make_batch,
    make_difference,
    make_entry_batch,
    make_group_record,
    make_received_mail,
    make_response,
    make_second_keying,
    make_sheet,
    make_upload,
    make_voice,
    make_waiting_file,
)
from tests.access.audience_rows import of_the_audiences
from tests.access.campaign_rows import of_a_campaign
from tests.access.cascade_rows import of_a_cascade
from tests.access.event_rows import of_an_event
from tests.access.narrative_rows import of_a_narrative
from tests.access.pack_rows import of_an_announcement
from tests.access.panel_rows import of_a_panel
from tests.access.send_rows import of_a_mailing
from tests.access.told_rows import of_those_who_are_briefed

# Who asks: their role, and how their organisation stands to the engagement.
PEOPLE = (
    *(f"{role}@owner" for role in ROLES),
    "engagement_lead@contributes",
    "decision_maker@contributes",
    "engagement_lead@reads",
    "director@stranger",
    "administrator@stranger",
    "nobody",
)


# What the number in an address stands for: the longest beginning that fits wins.
NUMBERS = {
    "flags/": "flag", "safeguarding/": "concern", "entry-codes/": "code_batch", "keeping/holds/": "hold",
    "questions/": "question", "twins/": "twin", "voices/sent-files/": "upload",
    "voices/entry/batches/": "entry_batch", "voices/entry/sheets/": "sheet", "voices/entry/differences/": "difference",
    "voices/groups/": "group_response", "comments/": "revision", "themes/proposals/": "proposal",
    "themes/draft/": "draft_theme", "voices/mail/": "mail",
    "voices/files/": "file", "channels/": "channel", "channels/of/": "organisation",
    "voices/imports/": "batch", "voices/eyes/": "voice", "voices/": "voice", "coding/": "voice", "codes/": "code",
    "themes/": "theme", "decision/options/": "option", "decision/weigh/": "theme", "decision/equality/groups/": "impact",
    "decision/equality/promises/": "mitigation", "answers/": "theme", "deliveries/": "delivery", "deliveries/sends/": "mailing",
    "people/roles/": "role",
    "exports/": "export", "people/": "colleague", "organisations/": "organisation", "keys/": "key", "webhooks/": "webhook",
    "saying/words/term/": "term", "saying/words/changes/": "word_change", "saying/words/": "term", "saying/reviews/": "review",
    "reach/": "organisation", "library/": "insight",
    "agreed-answers/": "faq", "contact-point/partners/": "contact_partner", "enquiries/": "enquiry",
    "brands/": "organisation", "requests/": "information_request", "stories/": "story", "case-studies/": "case_study",
    "evidence/": "citation", "sessions/": "session", "recommendations/": "recommendation", "routed/": "routing",
}  # fmt: skip


# What stands in the addresses of the words we use; the key is the engagement's.
OF_WORDS = {"what": "term", "kind": "engagement.Engagement", "batch": "words", "key": ""}
TOLD = ("workspace:stakeholders:", "workspace:briefings:", "workspace:evaluation:")


@dataclass
class World:
    """One state of an engagement, the people around it, and the rows that addresses point at."""

    engagement: Engagement
    people: dict[str, User | None]
    rows: dict[str, Any]

    def address(self, name: str, route: str) -> str:
        """Return an address of the workspace, its placeholders filled with this world's rows (0 where there is none)."""
        filled = {}
        for converter, key in re.findall(r"<(\w+):(\w+)>", route):
            if key in self.rows["of the panel"] and "panels/" in route:
                filled[key] = self.rows["of the panel"][key]
            elif name.startswith("workspace:cascades:"):
                filled[key] = self.rows["of the cascade"][key]
            elif name.startswith("workspace:audiences:") and key in self.rows["of the audiences"]:
                filled[key] = self.rows["of the audiences"][key]
            elif name.startswith("workspace:campaigns:") and key in self.rows["of a campaign"]:
                filled[key] = self.rows["of a campaign"][key]
            elif name.startswith(TOLD) and key in self.rows["of those who are briefed"]:
                filled[key] = self.rows["of those who are briefed"][key]
            elif name.startswith("workspace:packs:") and key in self.rows["of an announcement"]:
                filled[key] = self.rows["of an announcement"][key]
            elif name.startswith("workspace:events:") and key in self.rows["of an event"]:
                filled[key] = self.rows["of an event"][key]
            elif key in self.rows["of the narrative"] and "narratives/" in route:
                filled[key] = self.rows["of the narrative"][key]
            elif key == "route":  # a way out, which belongs to nobody
                filled[key] = "smtp"
            elif converter == "slug":
                filled[key] = self.engagement.slug
            elif route.startswith("workspace/saying/") and key in OF_WORDS:
                filled[key] = OF_WORDS[key] or str(self.engagement.pk)
            elif key == "notice":
                filled[key] = 0
            elif key == "voice":
                filled[key] = getattr(self.rows["gathering"], "voice_id", 0)
            else:
                part = route.split("<slug:slug>/", 1)[-1].removeprefix("workspace/")
                fits = max((beginning for beginning in NUMBERS if part.startswith(beginning)), key=len)
                filled[key] = getattr(self.rows[NUMBERS[fits]], "pk", 0)
        return reverse(name, kwargs=filled)


def make_world(state: str) -> World:
    """Make an engagement in a state (draft, heard, decided) with everyone who might ask for its pages."""
    engagement = {"draft": make_engagement, "heard": make_heard_engagement, "decided": make_decided_engagement}[state]()
    organisations = {
        "owner": engagement.owner,
        "contributes": make_organisation(name="Contributing partner"),
        "reads": make_organisation(name="Reading partner"),
        "stranger": make_organisation(name="Somebody else"),
    }
    for way in ("contributes", "reads"):
        make_partner(engagement=engagement, organisation=organisations[way], way=way)
    people: dict[str, User | None] = {"nobody": None}
    for person in PEOPLE[:-1]:
        role, where = person.split("@")
        people[person] = make_user(role=role, organisation=organisations[where])
    return World(engagement, people, _rows(engagement, people))


def _of_the_contact_point(engagement: Engagement, people: dict[str, User | None]) -> dict[str, Any]:
    """Make a contact point of the same owner and partners, with an answer that waits for a signature and an enquiry."""
    contact = make_contact_point(owner=engagement.owner)
    for partner in partners_of(engagement).all():
        row = make_contact_partner(contact=contact, organisation=partner.organisation, way=partner.way)
    enquiry = make_enquiry(contact=contact, holder=people["engagement_lead@owner"], name="Ada", telephone="01632 960111")
    make_reply(enquiry=enquiry, written_by=people["engagement_lead@owner"])
    faq = make_faq(contact=contact, person=people["engagement_lead@owner"], agreed=True)
    return {"faq": faq, "contact_partner": row, "enquiry": enquiry}


def _rows(engagement: Engagement, people: dict[str, User | None]) -> dict[str, Any]:
    voice = Voice.objects.filter(engagement=engagement).first()
    if voice is None and engagement.questions.exists():
        voice = make_voice(engagement=engagement)
    colleague = people["reader@owner"]
    assert colleague is not None
    here = {"theme__engagement": engagement}
    delivery = make_delivery(occasion=occasion(engagement), status=Delivery.Status.UNKNOWN)
    sheet = make_sheet(batch=make_entry_batch(engagement=engagement), response=make_response(engagement=engagement))
    group = make_response(engagement=engagement, speaks_as="group", speaks_for=40, place="Riverside")
    make_group_record(response=group)
    theme = Theme.objects.filter(engagement=engagement).first()
    option = Option.objects.filter(decision__engagement=engagement).first()
    insight = make_insight(organisation=engagement.owner, visibility="own", written_by=engagement.lead)
    use = FrameUse.objects.filter(engagement=engagement).first() or make_frame_use(engagement=engagement)
    return {
        "flag": make_flag(engagement=engagement, number=2), "hold": make_hold(engagement=engagement),
        "concern": make_concern(engagement=engagement) if engagement.questions.exists() else None,
        "code_batch": make_code_batch(engagement=engagement),
        "export": make_export(engagement=engagement),
        "question": engagement.questions.first(), "twin": make_twin(engagement=engagement),
        "upload": make_upload(response=make_response(engagement=engagement)) if engagement.questions.exists() else None,
        "revision": make_revision(engagement=engagement),
        "proposal": make_theme_proposal(theme=theme, record=group.group_record) if theme else None,
        "draft_theme": make_draft_member(
            theme=make_draft_theme(draft=make_theme_draft(engagement=engagement)), voice=make_clean_voice(engagement)
        ).theme if engagement.questions.exists() else None,
        "entry_batch": sheet.batch, "sheet": sheet, "difference": make_difference(keying=make_second_keying(sheet=sheet)),
        "group_response": group, "mail": make_received_mail(engagement=engagement),
        "information_request": make_information_request(organisation=engagement.owner, clause=make_clause(
            narrative=make_narrative(owner=engagement.owner, lead=engagement.lead))),
        "story": make_story(kind="real", organisation=engagement.owner, written_by=engagement.lead),
        "case_study": make_case_study(organisation=engagement.owner, written_by=engagement.lead),
        "insight": insight, "session": make_session(engagement=engagement),
        "citation": make_citation(insight=insight, key=str(option.pk)) if option else None,
        "recommendation": make_recommendation(engagement=engagement, voices=[voice] if voice else []),
        "routing": make_routing(engagement=engagement, theme=theme) if theme else None,
        "voice": voice, "batch": make_batch(engagement=engagement), "code": make_code(frame=use.frame, engagement=engagement),
        "theme": theme, "gathering": Gathering.objects.filter(**here).first(),
        "option": option,
        "impact": Impact.objects.filter(analysis__decision__engagement=engagement).first(),
        "mitigation": Mitigation.objects.filter(impact__analysis__decision__engagement=engagement).first(),
        "mailing": of_a_mailing(engagement.owner),
        "delivery": delivery, "colleague": colleague, "role": colleague.memberships.get(), "organisation": engagement.owner,
        "of the panel": of_a_panel(engagement), **_of_the_contact_point(engagement, people),
        "of an event": of_an_event(engagement.owner),
        "of the audiences": of_the_audiences(engagement.owner),
        "of those who are briefed": of_those_who_are_briefed(engagement.owner),
        "of the cascade": of_a_cascade(engagement.owner),
        "of the narrative": of_a_narrative(engagement),
        "of an announcement": of_an_announcement(engagement),
        "of a campaign": of_a_campaign(engagement),
                "channel": make_channel_entry(organisation=engagement.owner, written_by=people["administrator@owner"]),
        "file": make_waiting_file(engagement=engagement, brought_by=people["engagement_lead@owner"]),
        **_words(engagement),
        "key": make_api_key(organisation=engagement.owner), "webhook": make_endpoint(organisation=engagement.owner),
    }  # fmt: skip


def _words(engagement: Engagement) -> dict[str, Any]:
    """Return a word, a change that came with a file, and a day of review, of the owner's."""
    term = make_term(organisation=engagement.owner, owner=engagement.lead)
    change = make_change(term=term, batch="words")
    about = {"kind": "engagement.Engagement", "key": str(engagement.pk)}
    make_test_session(organisation=engagement.owner, written_by=engagement.lead, **about)
    review = make_review(organisation=engagement.owner, owner=engagement.lead, **about)
    return {"term": term, "word_change": change, "review": review}


# Rooms whose pages are the same however far an engagement is. They are asked once, where there is the most of everything.
APART = tuple(f"workspace:{room}:" for room in (
    "answers", "audiences", "briefings", "campaigns", "cascades", "events", "home", "narrative", "network", "packs", "panels",
    "saying", "sending", "stakeholders", "stories",
))  # fmt: skip


def staff_addresses(state: str = "decided") -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every address of the workspace; in earlier states, of those that hang on the state."""

    def walk(patterns: list[URLPattern | URLResolver], names: str, route: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                deeper = f"{names}{pattern.namespace}:" if pattern.namespace else names
                yield from walk(pattern.url_patterns, deeper, route + str(pattern.pattern))
            else:
                yield f"{names}{pattern.name}", route + str(pattern.pattern)

    for name, route in walk(get_resolver().url_patterns, "", ""):
        if name.startswith("workspace:") and (state == "decided" or not name.startswith(APART)):
            yield name, route
