"""Case studies with a second pair of eyes, and stories that stand on a consent (register rows 46, 53 and 54)."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.models import Person
from antiphon.signoff.models import Signature
from antiphon.stories import actions, queries, rules
from antiphon.stories.models import Consent, Story
from antiphon.stories.tasks import forget_due
from antiphon.stories.tests.factories import make_case_study, make_consent, make_story, make_story_use

pytestmark = pytest.mark.django_db
CODE = "7K3M-9Q2P-XA4T"


@pytest.fixture
def alice():
    return make_user(role="communications_officer", name="Alice")


@pytest.fixture
def second(alice):
    return make_user(role="director", name="Dina", organisation=alice.memberships.get().organisation)


@pytest.fixture
def story(alice):
    return make_story(kind="real", written_by=alice, organisation=alice.memberships.get().organisation, named="Mrs S",
                      told="I can use my hand again.")  # fmt: skip


def asked(**overrides):
    today = timezone.localdate()
    return {"name": "Mary Smith", "given_by": "self", "how": "form", "kept_where": "Cabinet 4", "scope": ["website", "print"],
            "given_on": today, "expires_on": today + datetime.timedelta(days=365), **overrides}  # fmt: skip


def test_a_case_study_is_published_by_another_person_and_only_when_it_is_whole(alice, second):
    case = make_case_study(written_by=alice, organisation=alice.memberships.get().organisation, partners=0, lessons="")
    with pytest.raises(Refused) as refused:
        actions.publish_case(case, by=second)
    assert refused.value.reasons == [
        "Write the part “Lessons”.", "Name at least one partner: a case study here shows what several did together.",
    ]  # fmt: skip
    case = actions.change_case(case, partners=[make_organisation(name="Vale Voices")], lessons="Ask first.", by=alice)
    with pytest.raises(Refused, match="You wrote some of these words"):
        actions.publish_case(case, by=alice)
    actions.publish_case(case, by=second)
    signed = Signature.objects.get(kind="stories.CaseStudy")
    assert signed.words.index("Challenge") < signed.words.index("Actions") < signed.words.index("Impacts")
    assert signed.words.index("Lessons") < signed.words.index("Next steps") < signed.words.index("Partners: Vale Voices")
    with pytest.raises(Refused, match="Take it down to change it"):
        actions.change_case(case, partners=[], title="Another", by=alice)
    actions.take_down_case(case, by=second)
    assert not queries.public_cases(timezone.localdate()).exists()


def test_those_who_may_not_are_refused_and_strangers_find_nothing(alice, story):
    bob = make_user(role="reader", organisation=story.organisation)
    charlie = make_user(role="director")
    for do in (lambda by: actions.write_story(story.organisation, kind="real", title="T", told="W", by=by),
               lambda by: actions.change_story(story, title="T", by=by), lambda by: actions.take_back(story, by=by),
               lambda by: actions.record_consent(story, by=by, **asked()),
               lambda by: actions.publish_story(story, by=by),
               lambda by: actions.record_use(story, scope="print", place="x", used_on=timezone.localdate(), by=by)):  # fmt: skip
        with pytest.raises(PermissionDenied):
            do(bob)
        with pytest.raises(Http404):
            do(charlie)
    assert list(queries.stories_of(charlie)) == []


def test_a_real_persons_story_cannot_be_published_without_consent(story, alice, second):
    with pytest.raises(Refused, match="Record their consent first"):
        actions.publish_story(story, by=second)
    consent, _ = actions.record_consent(story, by=alice, **asked(scope=["print"]))
    with pytest.raises(Refused, match="did not agree to the website"):
        actions.publish_story(story, by=second)
    consent, code = actions.record_consent(story, by=alice, **asked())
    with pytest.raises(Refused, match="You wrote some of these words"):
        actions.publish_story(story, by=alice)
    published = actions.publish_story(story, by=second)
    assert published.open_until == consent.expires_on
    assert queries.public_story(story.pk, timezone.localdate()) == story
    assert Consent.objects.filter(ended_how="renewed").count() == 1
    assert len(code) == 14
    assert code not in str(Consent.objects.values().get(pk=consent.pk))
    assert "hand" not in Signature.objects.get(kind="stories.Story").words  # what is signed does not outlive a withdrawal


def test_a_made_up_story_says_so_and_needs_no_consent(alice, second):
    story = make_story(written_by=alice, organisation=second.memberships.get().organisation)
    with pytest.raises(Refused, match="nobody has to agree"):
        actions.record_consent(story, by=alice, **asked())
    actions.publish_story(story, by=second)
    assert "A made-up person" in queries.by_whom(queries.public_story(story.pk, timezone.localdate()))
    real = make_story(kind="real", written_by=alice, organisation=story.organisation)
    with pytest.raises(Refused, match="cannot be marked as made up"):
        actions.change_story(real, kind="made_up", by=alice)


def test_a_consent_has_an_end_and_a_scope(story, alice):
    today = timezone.localdate()
    for wrong, said in (
        ({"expires_on": today}, "later day than today"), ({"scope": []}, "Choose what"), ({"name": " "}, "name"),
        ({"given_on": today + datetime.timedelta(days=1)}, "not come yet"), ({"kept_where": ""}, "proof is kept"),
        ({"expires_on": today + datetime.timedelta(days=1200)}, "at least every 3 years"), ({"scope": ["moon"]}, "moon"),
        ({"email": "nobody"}, "email address"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            actions.record_consent(story, by=alice, **asked(**wrong))
    assert not Consent.objects.exists()
    assert not Person.objects.exists()


def test_when_the_consent_ends_the_story_is_not_public_any_more(story, alice, second):
    today = timezone.localdate()
    actions.record_consent(story, by=alice, **asked(expires_on=today + datetime.timedelta(days=20)))
    actions.publish_story(story, by=second)
    assert [one.story for one in queries.ending_soon(second, today)] == [story]
    assert queries.public_story(story.pk, today + datetime.timedelta(days=20)) is not None
    with time_machine.travel(timezone.now() + datetime.timedelta(days=21)):
        assert queries.public_story(story.pk, timezone.localdate()) is None
        later = timezone.localdate()
        actions.record_consent(story, by=alice, **asked(given_on=later, expires_on=later + datetime.timedelta(days=90)))
        assert queries.public_story(story.pk, timezone.localdate()) is not None


def test_two_years_after_the_consent_ran_out_the_story_is_forgotten(story, alice, second):
    make_story(public=True, organisation=story.organisation, written_by=alice)
    consent, _ = actions.record_consent(story, by=alice, **asked())
    assert forget_due(pretend=True) == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(days=365 + 2 * 365 + 2)):
        assert forget_due(pretend=True) == 1
        assert forget_due() == 1
        assert forget_due() == 0
    assert (Story.objects.get(pk=story.pk).told, Consent.objects.get(pk=consent.pk).ended_how) == ("", "time")


def test_a_narrower_consent_takes_a_public_story_down(story, alice, second):
    actions.record_consent(story, by=alice, **asked())
    actions.publish_story(story, by=second)
    actions.record_consent(story, by=alice, **asked(scope=["print"]))
    assert queries.public_story(story.pk, timezone.localdate()) is None


def test_taking_back_empties_everything_at_once_by_staff_or_by_the_persons_own_code(alice, second):
    for how in ("staff", "person"):
        story = make_story(kind="real", written_by=alice, organisation=second.memberships.get().organisation)
        consent, code = actions.record_consent(story, by=alice, **asked())
        actions.publish_story(story, by=second)
        use = make_story_use(story=story)
        if how == "staff":
            actions.take_back(story, by=second)
        else:
            actions.take_back_by_code(code.lower().replace("-", " "), by=Visitor())
            actions.take_back_by_code(code, by=Visitor())  # twice is once
        story, consent = Story.objects.get(pk=story.pk), Consent.objects.get(pk=consent.pk)
        assert (story.title, story.told, story.named, story.place) == (rules.TAKEN_BACK, "", "", "")
        assert queries.public_story(story.pk, timezone.localdate()) is None
        assert consent.ended_how == how
        assert Person.objects.get(token=consent.person).name == ""
        assert use in queries.to_call_back(second)
        actions.call_back(use, by=second)
        assert use not in queries.to_call_back(second)
        for do in (lambda story=story: actions.change_story(story, told="Again", by=alice),
                   lambda story=story: actions.publish_story(story, by=second),
                   lambda story=story: actions.record_consent(story, by=alice, **asked())):  # fmt: skip
            with pytest.raises(Refused, match="taken back"):
                do()
    with pytest.raises(Refused, match="no story with this code"):
        actions.take_back_by_code("0000-0000-0000", by=Visitor())
    with pytest.raises(Refused, match="made up"):
        actions.take_back(make_story(written_by=alice, organisation=story.organisation), by=second)


def test_a_story_is_used_only_for_what_the_person_agreed_to(story, alice):
    today = timezone.localdate()
    with pytest.raises(Refused, match="No consent stands"):
        actions.record_use(story, scope="print", place="Leaflet", used_on=today, by=alice)
    make_consent(story=story, scope=["website", "print"])
    with pytest.raises(Refused, match="did not agree to this: in the press"):
        actions.record_use(story, scope="press", place="Ashmere Post", used_on=today, by=alice)
    assert actions.record_use(story, scope="print", place="Leaflet", used_on=today, by=alice).pk


def test_a_case_study_belongs_to_the_same_organisation(alice, story):
    with pytest.raises(Refused, match="same organisation"):
        actions.change_story(story, case=make_case_study(), by=alice)
