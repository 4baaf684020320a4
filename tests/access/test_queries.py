"""Queries per page do not grow with the data: every page of both faces, with a little of everything and with a lot."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from antiphon.answers.tests.factories import (
    make_agreed,
    make_approver,
    make_contact_partner,
    make_enquiry,
    make_faq,
    make_remark,
    make_reply,
    make_version,
)
from antiphon.decisions.queries import occasion
from antiphon.decisions.tests.factories import (
    make_contributor,
    make_decided_engagement,
    make_decision,
    make_heard_engagement,
    make_option,
)
from antiphon.delivery.models import Delivery
from antiphon.delivery.tests.factories import make_delivery
from antiphon.engagement.languages import LANGUAGES
from antiphon.engagement.tests.factories import (
    make_channel_entry,
    make_choice,
    make_engagement,
    make_open_engagement,
    make_partner,
    make_session,
    make_twin,
    make_twin_question,
)
from antiphon.exports.tests.factories import make_information_request
from antiphon.guard.tests.factories import make_concern, make_flag
from antiphon.insight.models import FrameUse, Theme
from antiphon.insight.tests.factories import (
    make_clean_voice,
    make_code,
    make_code_example,
    make_draft_member,
    make_draft_theme,
    make_frame_change,
    make_frame_use,
    make_learnt_coder,
    make_machine_reading,
    make_reading,
    make_recommendation,
    make_routing,
    make_session_theme,
    make_suggestion,
    make_theme_proposal,
)
from antiphon.language.tests.factories import (
    make_acronym,
    make_change,
    make_override,
    make_review,
    make_term,
    make_test_session,
)
from antiphon.library.tasks import shelve_waiting
from antiphon.library.tests.factories import make_citation, make_insight
from antiphon.narrative.models import Narrative
from antiphon.narrative.tests.factories import make_set_aside
from antiphon.network.tests.factories import make_brand, make_membership, make_organisation, make_reach, make_user
from antiphon.public.setup import ensure_site
from antiphon.stories.tests.factories import make_case_partner, make_case_study, make_consent, make_story, make_story_use
from antiphon.trust.tests.factories import make_code_batch, make_hold, make_proof
from antiphon.voices.tests.factories import (
    make_batch,
    make_difference,
    make_entry_batch,
    make_file_opening,
    make_group_event,
    make_group_record,
    make_received_mail,
    make_response,
    make_second_keying,
    make_sheet,
    make_upload,
    make_voice,
    make_waiting_file,
)
from tests.access.campaign_rows import more_of_a_campaign
from tests.access.cascade_rows import more_of_a_cascade
from tests.access.narrative_rows import more_of_a_narrative
from tests.access.pack_rows import more_of_an_announcement
from tests.access.told_rows import more_of_those_who_are_briefed
from tests.access.world import World, make_world, staff_addresses
from tests.browser.sign_in import signed_in_client

LITTLE, LOT = 2, 8


def fill(world: World, count: int) -> None:
    """Add so many of everything that a page could list."""
    engagement = world.engagement
    theme = Theme.objects.filter(engagement=engagement).first()
    use = FrameUse.objects.filter(engagement=engagement).first() or make_frame_use(engagement=engagement)
    codes = list(use.frame.codes.filter(engagement=None)) or [make_code(frame=use.frame)]
    lead = world.people["engagement_lead@owner"]
    narrative = Narrative.objects.get(slug=world.rows["of the narrative"]["narrative"])
    for number in range(count):
        more_of_a_narrative(narrative, 100 * count + number)
        more_of_a_campaign(world.rows["of a campaign"]["campaign"], number)
        make_flag(engagement=engagement, number=number + 1, sign="burst")
        make_concern(engagement=engagement)
        make_code_batch(engagement=engagement)
        make_hold(engagement=engagement)
        make_proof(engagement=engagement)
        partner = make_partner(engagement=engagement, organisation=make_organisation())
        make_membership(organisation=partner.organisation)
        make_user(role="reader", organisation=engagement.owner)
        make_batch(engagement=engagement)
        make_channel_entry(organisation=engagement.owner, written_by=lead)
        make_waiting_file(engagement=engagement, content=f"text\nWarm {count} {number}.\n".encode(), brought_by=lead)
        for batch in (make_entry_batch(engagement=engagement, share=50), world.rows["entry_batch"]):
            sheet = make_sheet(batch=batch, response=make_response(engagement=engagement))
            make_difference(keying=make_second_keying(sheet=sheet))
            make_sheet(batch=batch, response=make_response(engagement=engagement))
        group = make_response(engagement=engagement, speaks_as="group", speaks_for=12, place=f"Place {number}")
        record = make_group_record(response=group)
        if theme:
            make_theme_proposal(theme=theme, record=record)
        make_group_event(record=world.rows["group_response"].group_record)
        make_received_mail(engagement=engagement)
        make_voice(engagement=engagement)
        make_voice(engagement=engagement, status="needs_eyes")
        voice = make_clean_voice(engagement)
        for reader in (lead, world.people["analyst@owner"]):  # two people read it
            make_reading(voice=voice, read_by=reader, settles=reader is lead, codes=(codes[number % len(codes)].name,))
        make_suggestion(reading=make_machine_reading(voice=make_clean_voice(engagement)), code=codes[0])
        make_suggestion(reading=make_machine_reading(voice=voice), code=codes[0])
        make_code_example(code=codes[0], voice=voice)
        if world.rows["draft_theme"]:
            draft = world.rows["draft_theme"].draft
            make_draft_member(theme=world.rows["draft_theme"], voice=voice)
            make_draft_member(theme=make_draft_theme(draft=draft), voice=voice)
            make_draft_theme(draft=draft, discarded_at=draft.made_at, discarded_by=lead)
            make_draft_theme(draft=draft, merged_into=world.rows["draft_theme"])
        make_code(frame=use.frame, engagement=engagement)
        make_frame_change(engagement=engagement)
        make_learnt_coder(engagement=engagement)
        make_contributor(engagement=engagement, theme=theme)
        make_enquiry(contact=world.rows["enquiry"].contact, holder=lead, ward=f"Ward {number}", due_on=engagement.made_at.date())
        waits = make_reply(enquiry=make_enquiry(contact=world.rows["enquiry"].contact, sensitive=True))
        make_reply(enquiry=world.rows["enquiry"], kind="holding", promised_on=engagement.made_at.date(), sent_at=waits.made_at,
                   sent_by=lead)  # fmt: skip
        make_faq(contact=world.rows["faq"].contact, agreed=True, topics=[f"topic {count} {number}"], person=lead)
        make_approver(faq=make_faq(contact=world.rows["faq"].contact), user=lead, organisation=engagement.owner)
        make_agreed(make_version(faq=world.rows["faq"]))
        make_remark(version=make_version(faq=world.rows["faq"]))
        make_approver(faq=world.rows["faq"])
        make_contact_partner(contact=world.rows["faq"].contact)
        make_reach(organisation=partner.organisation, groups=["carers", "homeless"])
        term = make_term(organisation=engagement.owner, owner=lead, avoid=["clinic", "times"])
        make_change(term=term)
        make_change(term=make_term(organisation=engagement.owner), batch="words")
        make_acronym(organisation=engagement.owner)
        make_override(organisation=engagement.owner)
        make_test_session(organisation=engagement.owner, kind="engagement.Engagement", key=str(engagement.pk))
        make_review(organisation=engagement.owner, owner=lead)
        insight = make_insight(topics=["clinic", "times"], groups=["carers", "homeless"])
        session = make_session(engagement=engagement)
        make_response(engagement=engagement, session=session, place="Millbeck")
        make_recommendation(engagement=engagement, session=session, voices=[voice])
        if theme is not None:
            make_session_theme(theme=theme, session=session)
            make_routing(engagement=engagement, theme=theme, owner=lead, due_on=engagement.made_at.date())
        if world.rows["option"]:
            make_citation(insight=insight, key=str(world.rows["option"].pk))
        make_open_engagement(title=f"Clinic times {count}.{number}", groups=["carers"], places=["Millbeck"])
        question = make_choice(engagement=engagement, text=f"How do you get here, {count}.{number}?")
        twin = make_twin(engagement=engagement, format="language", language=list(LANGUAGES)[count + number])
        make_twin_question(twin=twin, question=question)
        make_file_opening(upload=world.rows["upload"])
        make_upload(response=make_response(engagement=engagement), question=question)
        make_delivery(occasion=occasion(engagement), status=Delivery.Status.UNKNOWN)
        if world.rows["option"]:
            make_option(decision=world.rows["option"].decision, name=f"Option {count}.{number}")
        more_of_an_announcement(world.rows["of an announcement"], count * 100 + number)
        more_of_those_who_are_briefed(engagement.owner, world.rows["of those who are briefed"], count * 100 + number)
        more_of_a_cascade(engagement.owner, world.rows["of the cascade"], count * 100 + number)
        make_engagement(owner=engagement.owner)
        make_open_engagement(owner=engagement.owner)
        make_decided_engagement(owner=engagement.owner)
        make_decision(engagement=make_heard_engagement(owner=engagement.owner))
        story, case = world.rows["story"], world.rows["case_study"]
        make_story_use(story=story)
        make_consent(story=story, ended_at=timezone.now(), ended_how="renewed")
        make_case_partner(case=case)
        make_case_study(organisation=engagement.owner, written_by=lead, public=True)
        make_story(kind="real", organisation=engagement.owner, written_by=lead, public=True, case=case)
        make_story_use(story=make_story(organisation=engagement.owner, written_by=lead, kind="real", title="Gone", told="",
                                        named="", place="", withdrawn_at=timezone.now()))  # fmt: skip
        make_brand()
        make_information_request(organisation=engagement.owner, clause=world.rows["information_request"].clause)
        make_set_aside(clause=world.rows["information_request"].clause)


def counts(world: World, client: Client, addresses: dict[str, str]) -> dict[str, int]:
    """Return how many queries each page makes, for a page that answers 200."""
    found = {}
    for name, address in addresses.items():
        client.get(address)  # what is kept for good after the first time is not the page's cost
        with CaptureQueriesContext(connection) as queries:
            if client.get(address).status_code == 200:
                found[name] = len(queries)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "heard", "decided"])
def test_no_staff_page_makes_more_queries_for_more_data(state: str):
    world = make_world(state)
    lead = world.people["engagement_lead@owner"]
    assert lead is not None
    for role in ("director", "administrator", "guardian", "decision_maker", "safeguarding_lead"):
        make_membership(user=lead, organisation=world.engagement.owner, role=role)
    client = signed_in_client(lead)
    addresses = {name: world.address(name, route) for name, route in staff_addresses(state)}
    library = reverse("workspace:library:list")
    addresses |= {"found": f"{library}?words=clinic+times", "found comments": f"{library}?words=waited&kind=voice"}
    fill(world, LITTLE)
    shelve_waiting()
    little = counts(world, client, addresses)
    fill(world, LOT)
    shelve_waiting()
    lot = counts(world, client, addresses)
    grew = {name: (little[name], lot[name]) for name in little if name in lot and lot[name] > little[name]}
    assert len(little) > 15
    assert grew == {}


@pytest.mark.django_db
def test_no_public_page_makes_more_queries_for_more_data():
    ensure_site()
    first = make_decided_engagement(themes=2, closed=True)
    now = make_open_engagement()
    faq = make_faq(agreed=True)
    case = make_case_study(public=True)
    make_story(public=True, kind="real", case=case, organisation=case.organisation)
    addresses = {
        address: address for address in (
            "/", "/engagements/", "/decisions/", "/you-said-we-did/", "/news/", "/words/", f"/engagements/{first.slug}/",
            f"/decisions/{first.slug}/", f"/engagements/{now.slug}/", f"/engagements/{now.slug}/take-part/",
            f"/engagements/{now.slug}/paper/", "/common-questions/", "/common-questions/changes/",
            "/common-questions/changes.atom", f"/common-questions/{faq.slug}/", "/ask-us/",
            "/stories/", f"/case-studies/{case.pk}/",
        )
    }  # fmt: skip
    world = World(first, {}, {})
    cache.clear()
    little = counts(world, Client(), addresses)
    for _ in range(LOT):
        make_decided_engagement(themes=3, closed=True)
        make_open_engagement()
        make_faq(agreed=True)
        make_agreed(make_version(faq=faq))
        make_partner(engagement=first, organisation=make_organisation())
        make_partner(engagement=now, organisation=make_organisation())
        make_story(public=True, kind="real", case=case, organisation=case.organisation)
        make_case_study(public=True, partners=3)
        make_case_partner(case=case)
    lot = counts(world, Client(), addresses)
    assert set(little) == set(addresses)
    assert {name: (little[name], lot[name]) for name in little if lot[name] > little[name]} == {}
