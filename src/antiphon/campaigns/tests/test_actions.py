"""Plans, gates, who does what, outputs counted once, clashes, elections and public pages."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.http import Http404
from django.utils import timezone

from antiphon.campaigns import calendar, rules
from antiphon.campaigns.actions import dates, doing, plan, sites
from antiphon.campaigns.doors import elections
from antiphon.campaigns.models import Campaign, Election
from antiphon.campaigns.queries import dates as known
from antiphon.campaigns.queries import plan as plans
from antiphon.campaigns.queries import results
from antiphon.campaigns.queries import sites as pages
from antiphon.campaigns.tests.factories import (
    make_activity,
    make_campaign,
    make_campaign_partner,
    make_duty,
    make_election,
    make_microsite,
    make_objective,
    make_output,
)
from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.network.tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


def director_of(campaign: Campaign):
    return make_user(role="director", organisation=campaign.owner)


def signed(campaign: Campaign) -> Campaign:
    plan.make_ready(campaign, by=campaign.lead)
    return plan.go_live(campaign, words=plans.words_of(plans.whole(campaign)), by=director_of(campaign))


# --- The plan and its gates (rows 26, 29, 33; step a8) ---


def test_one_press_leads_what_nobody_leads_and_takes_no_lead_away():
    campaign = make_campaign()
    other = make_user(role="communications_officer", organisation=campaign.owner)
    led, dropped, bare = (make_activity(campaign=campaign, title=one) for one in ("Posters", "Radio", "Letter"))
    make_duty(activity=led, user=other)
    doing.change_activity(dropped, status="dropped", by=campaign.lead)
    made = doing.lead_the_rest(campaign, by=campaign.lead)
    assert [(one.activity, one.role, one.user) for one in made] == [(bare, "lead", campaign.lead)]
    assert led.duties.get(role="lead").user == other
    assert not dropped.duties.exists()
    with pytest.raises(Refused, match="has somebody who leads it"):
        doing.lead_the_rest(campaign, by=campaign.lead)
    partner = make_campaign_partner(campaign=campaign).organisation
    theirs = make_activity(campaign=campaign, title="Stall", organisation=partner)
    with pytest.raises(Refused, match="of your organisation"):  # what another partner does is theirs to lead
        doing.lead_the_rest(campaign, by=campaign.lead)
    colleague = make_user(role="communications_officer", organisation=partner)
    made = doing.lead_the_rest(Campaign.objects.get(), by=colleague)
    assert [(one.activity, one.organisation) for one in made] == [(theirs, partner)]
    with pytest.raises(PermissionDenied):
        doing.lead_the_rest(campaign, by=make_user(role="analyst", organisation=campaign.owner))


def test_a_campaign_from_a_template_has_half_its_plan_and_is_not_ready():
    owner = make_organisation()
    officer = make_user(role="communications_officer", organisation=owner)
    day = timezone.localdate()
    made = plan.draft(owner, title="Health at home", template="new_way", starts_on=day, by=officer)
    assert made.ends_on == day + datetime.timedelta(days=55)
    assert made.activities.count() == 4
    assert made.risks.count() == 3
    with pytest.raises(Refused) as refused:
        plan.make_ready(made, by=officer)
    assert refused.value.reasons[0].startswith("No objective can be measured.")
    assert "“Tell staff first” has no lead. Name exactly one." in refused.value.reasons
    assert plan.draft(owner, title="Health at home", by=officer).slug == "health-at-home-2"


def test_a_plan_without_a_measurable_objective_cannot_go_live_whoever_asks():
    campaign = make_campaign(whole=True)
    campaign.objectives.update(baseline=None)
    Campaign.objects.filter(pk=campaign.pk).update(status="ready")
    with pytest.raises(Refused, match="No objective can be measured"):
        plan.go_live(campaign, words=plans.words_of(plans.whole(campaign)), by=director_of(campaign))


def test_a_second_person_signs_exactly_what_was_shown():
    campaign = make_campaign(whole=True)
    plan.make_ready(campaign, by=campaign.lead)
    words = plans.words_of(plans.whole(campaign))
    lead_too = make_user(role="director", organisation=campaign.owner)
    campaign.writers.add(lead_too)
    with pytest.raises(Refused, match="You wrote some of these words"):
        plan.go_live(campaign, words=words, by=lead_too)
    director = director_of(campaign)
    with pytest.raises(Refused, match="changed since you opened"):
        plan.go_live(campaign, words=words + " And more.", by=director)
    live = plan.go_live(campaign, words=words, by=director)
    assert (live.status, live.live_by) == ("live", director)


def test_what_changes_after_ready_makes_it_a_draft_again_and_after_live_asks_for_a_new_signature():
    campaign = make_campaign(whole=True)
    plan.make_ready(campaign, by=campaign.lead)
    plan.change(campaign, by=campaign.lead, strategy="Another way.")
    campaign.refresh_from_db()
    assert campaign.status == "draft"
    campaign = signed(campaign)
    plan.change(campaign, by=campaign.lead, strategy="A third way.")
    assert plans.signature_of(plans.whole(Campaign.objects.get(pk=campaign.pk))) is None
    again = plan.go_live(campaign, words=plans.words_of(plans.whole(Campaign.objects.get(pk=campaign.pk))),
                         by=director_of(campaign))  # fmt: skip
    assert plans.signature_of(plans.whole(again)) is not None


def test_a_reader_and_a_stranger_change_nothing():
    campaign = make_campaign()
    with pytest.raises(PermissionDenied):
        plan.change(campaign, by=make_user(role="reader", organisation=campaign.owner), title="Mine")
    with pytest.raises(Http404):
        plan.change(campaign, by=make_user(role="director", organisation=make_organisation()), title="Mine")


def test_a_plan_that_uses_only_digital_channels_prompts_for_an_offline_route():
    campaign = make_campaign(whole=True)
    row = campaign.audiences.get()
    plan.set_audience(campaign, audience=row, by=campaign.lead, name=row.name, channels=["web", "email"], formats=[])
    assert "digital ways only" in plans.whole(campaign).prompts[0]
    with pytest.raises(Refused, match="Add one that works without the internet"):
        plan.make_ready(campaign, by=campaign.lead)


# --- Made with people (row 27) ---


def test_the_plan_shows_who_made_it_with_us_and_a_change_log_by_role():
    campaign = make_campaign()
    with pytest.raises(Refused, match="Name the role and not a person"):
        plan.co_produce(campaign, role="Mrs Ada Example", number=1, since=timezone.localdate(), by=campaign.lead)
    carers = plan.co_produce(campaign, role="Carers from Quayside", number=4, since=timezone.localdate(), by=campaign.lead)
    plan.credit(campaign, producer=carers, words="The telephone stands first", because="Few of them are online",
                on=timezone.localdate(), by=campaign.lead)  # fmt: skip
    plan.change(campaign, by=campaign.lead, strategy="Ring first.")
    assert [(one.words, one.credit) for one in campaign.changes.all()] == [
        ("Changed how we go about it", f"Communications officer, {campaign.owner}"),
        ("The telephone stands first", "Carers from Quayside"),
    ]


# --- Who does what ---


def test_a_second_lead_is_refused_by_the_name_of_the_activity():
    campaign = make_campaign()
    activity = make_activity(campaign=campaign, title="Posters")
    doing.give_duty(activity, role="lead", organisation=campaign.owner, user=campaign.lead, by=campaign.lead)
    other = make_user(role="communications_officer", organisation=campaign.owner)
    with pytest.raises(Refused, match=f"“Posters” has a lead already: {campaign.lead}"):
        doing.give_duty(activity, role="lead", organisation=campaign.owner, user=other, by=campaign.lead)
    doing.hand_over(activity, organisation=campaign.owner, user=other, by=campaign.lead)
    assert activity.duties.get(role="lead").user == other
    with pytest.raises(Refused, match="“Posters” would have no lead"):
        doing.take_duty(activity.duties.get(role="lead"), by=campaign.lead)


def test_people_of_partners_have_duties_and_strangers_have_none():
    campaign, partner = make_campaign(), make_organisation(name="Vale Council")
    activity = make_activity(campaign=campaign)
    with pytest.raises(Refused, match="Vale Council has no part in this campaign yet"):
        doing.give_duty(activity, role="inform", organisation=partner, by=campaign.lead)
    plan.share(campaign, organisation=partner, by=campaign.lead)
    campaign = Campaign.objects.get(pk=campaign.pk)
    doing.give_duty(activity, role="inform", organisation=partner, by=campaign.lead)
    assert activity.duties.get().organisation == partner


# --- Several partners, one campaign (row 31) ---


def test_two_organisations_outputs_roll_up_without_double_counting():
    campaign = make_campaign()
    partner = make_campaign_partner(campaign=campaign).organisation
    theirs = make_user(role="communications_officer", organisation=partner)
    mine = {"organisation": campaign.owner, "what": "Posters", "unit": "items", "source": "Bill", "on": timezone.localdate()}
    ours = doing.report_output(campaign, key="march-poster", number=400, by=campaign.lead, **mine)
    with pytest.raises(Refused, match="is counted already, by"):
        doing.report_output(campaign, key="march-poster", number=400, by=theirs, **{**mine, "organisation": partner})
    doing.take_part(ours, organisation=partner, did="Put them up", by=theirs)
    doing.report_output(campaign, key="letters", number=90, by=theirs, **{**mine, "organisation": partner})
    with pytest.raises(Refused, match=f"Somebody of {partner} reports for it"):
        doing.report_output(campaign, key="more", number=1, by=campaign.lead, **{**mine, "organisation": partner})
    (items,) = results.sums_of(results.outputs_of(campaign))
    assert (items.number, dict(items.by)) == (490, {campaign.owner: 400, partner: 90})
    assert items.took_part == [(partner, 400)]


def test_what_was_not_measured_is_said():
    campaign = make_campaign()
    assert [one.measured for one in results.scores_of(campaign).stages] == [False] * 4
    doing.not_measured(campaign, stage="outcomes", because="No money for a survey.", by=campaign.lead)
    make_output(campaign=campaign)
    stages = {one.key: one for one in results.scores_of(campaign).stages}
    assert stages["outputs"].measured
    assert (stages["outcomes"].measured, stages["outcomes"].reason) == (False, "No money for a survey.")
    objective = make_objective(campaign=campaign)
    doing.enter_result(campaign, stage="outcomes", objective=objective, value=Decimal(180), on=timezone.localdate(),
                       source="Booking system", by=campaign.lead)  # fmt: skip
    (scored,) = results.scores_of(campaign).scored
    assert scored.share == 50


# --- The calendar (row 32) ---


def test_two_campaigns_to_the_same_audience_in_the_same_week_warn_both_owners():
    one, other = make_campaign(groups=["older"]), make_campaign(groups=["older", "carers"])
    later = make_campaign(groups=["older"], starts_on=timezone.localdate() + 9 * WEEK, ends_on=timezone.localdate() + 10 * WEEK)
    (mine,), (theirs,) = known.to_answer(one.lead), known.to_answer(other.lead)
    assert (mine.other.title, theirs.other.title) == (other.title, one.title)
    assert mine.other.link == ""  # a partner's plan stays its own
    assert known.to_answer(later.lead) == []
    dates.answer_clash(one, other=mine.other, words="We move ours.", by=one.lead)
    assert known.to_answer(one.lead) == []
    assert len(known.to_answer(other.lead)) == 1


def test_a_campaign_that_is_kept_back_stands_in_nobody_elses_calendar():
    campaign, today = make_campaign(in_calendar=False), timezone.localdate()
    activity = make_activity(campaign=campaign)
    stranger = make_user(role="director", organisation=make_organisation())
    assert calendar.entries(stranger, first=today, last=today) == []
    seen = calendar.entries(campaign.lead, first=today, last=today)
    assert {one.name for one in seen} == {("campaign", str(campaign.pk)), ("activity", str(activity.pk))}


def test_a_room_above_adds_its_own_to_the_calendar(monkeypatch):
    campaign, today = make_campaign(), timezone.localdate()
    event = calendar.Entry("event", "7", "Event", "Webinar", today, today, campaign.owner_id, "Us", groups=("older",))
    monkeypatch.setitem(calendar._PROVIDERS, "test", lambda user, first, last: [event])
    assert known.to_answer(campaign.lead)[0].other == event


# --- Elections ---


def test_a_launch_in_a_pre_election_period_needs_a_named_reason():
    campaign = make_campaign(whole=True, areas=["E1"])
    election, elsewhere = make_election(area="E1", area_name="Vale"), make_election(area="E2")
    plan.make_ready(campaign, by=campaign.lead)
    director, words = director_of(campaign), plans.words_of(plans.whole(campaign))
    with pytest.raises(Refused, match="pre-election period of Vale"):
        plan.go_live(campaign, words=words, by=director)
    with pytest.raises(Refused, match="in a full sentence"):
        dates.override_election(campaign, election=election, because="We must", by=director)
    with pytest.raises(Refused, match="not in the way"):
        dates.override_election(campaign, election=elsewhere, because="People come to harm if it waits.", by=director)
    said = dates.override_election(campaign, election=election, because="People come to harm if it waits.", by=director)
    assert said.said_by == director
    assert plan.go_live(campaign, words=words, by=director).status == "live"


def test_what_cannot_wait_goes_live_and_says_why():
    campaign = make_campaign(whole=True)
    make_election()
    with pytest.raises(Refused, match="Say why it cannot wait"):
        plan.change(campaign, by=campaign.lead, essential=True)
    plan.change(campaign, by=campaign.lead, essential=True, essential_because="The water is not safe.")
    assert "The water is not safe." in plans.words_of(plans.whole(Campaign.objects.get(pk=campaign.pk)))
    assert signed(Campaign.objects.get(pk=campaign.pk)).status == "live"


def test_elections_are_loaded_whole_or_not_at_all_and_once(tmp_path: Path):
    table = tmp_path / "polls.csv"
    table.write_text("council,council_id,next election date\nVale,VAL,06/05/2027\nVale,VAL,06/05/2027\nMoor,MOO,2027-05-06\n")
    call_command("load_elections", str(table))
    call_command("load_elections", str(table))
    vale = Election.objects.get(area="VAL")
    assert (vale.poll_on, vale.counted, vale.source) == (datetime.date(2027, 5, 6), True, "polls.csv")
    assert vale.starts_on == datetime.date(2027, 3, 31)  # 25 working days before, with a bank holiday between
    table.write_text("code,poll day,starts on\nE1,2027-05-06,2027-03-22\nE2,soon,\n,2027-05-06,\n")
    with pytest.raises(BadFile) as wrong:
        elections.read(table)
    assert wrong.value.rows == [(3, "“soon” is no day"), (4, "it names no council area")]
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_elections", str(table))
    assert Election.objects.count() == 2


def test_an_election_with_its_own_first_day_keeps_it():
    row = elections.Row("E9", "Moor", "Mayor", datetime.date(2027, 5, 6), datetime.date(2027, 3, 22))
    assert dates.load_elections([row], source="The council", by=Machine("test")) == 1
    assert Election.objects.get().counted is False


# --- Public pages (row 29; a9, a10) ---


def test_a_microsite_is_built_written_and_published_by_a_second_person():
    campaign = signed(make_campaign(whole=True))
    site = sites.build_site(campaign, by=campaign.lead)
    assert sites.build_site(campaign, by=campaign.lead) == site
    sites.write_site(site, parts=[{"heading": "How", "words": "You ring us."}], help="Ring 01632 960100.", by=campaign.lead)
    site.refresh_from_db()
    with pytest.raises(Refused, match="You wrote some of these words"):
        sites.publish_site(site, words=pages.words_to_sign(site), by=campaign.lead)
    shown = sites.publish_site(site, words=pages.words_to_sign(site), by=director_of(campaign))
    assert pages.stands(shown)
    assert shown.checked_on == timezone.localdate()
    sites.write_site(shown, parts=[{"heading": "How", "words": "You write to us."}], by=campaign.lead)
    shown.refresh_from_db()
    assert shown.published["parts"][0]["words"] == "You ring us."
    assert not pages.stands(shown)


def test_no_public_page_while_the_campaign_is_not_live():
    site = make_microsite()
    with pytest.raises(Refused, match="The campaign is not live"):
        sites.publish_site(site, words=pages.words_to_sign(site), by=director_of(site.campaign))


def test_a_lead_who_leads_late_activities_is_told():
    campaign = make_campaign(status="live")
    activity = make_activity(campaign=campaign, ends_on=timezone.localdate())
    make_duty(activity=activity)
    assert list(plans.activities_led(campaign.lead, timezone.localdate())) == [activity]
    assert rules.DUTIES["lead"] == "Leads"
