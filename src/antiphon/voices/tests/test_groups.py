"""A group sees its words with its code, corrects them, and locks them; the old words are kept, and all of it is logged."""

import pytest
from django.core.exceptions import PermissionDenied

from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.network.models import User
from antiphon.network.tests.factories import make_user
from antiphon.voices import actions
from antiphon.voices.models import GroupEvent, GroupRecord, Response, Voice, WordsBefore
from antiphon.voices.tasks import deidentify_waiting
from antiphon.voices.tests.factories import make_response, make_voice

pytestmark = pytest.mark.django_db
WORDS = "We need a bus that stops at the site."


@pytest.fixture
def response() -> Response:
    return make_voice(response=make_response(speaks_as="group", speaks_for=40), words=WORDS, status="clean").response


@pytest.fixture
def lead(response: Response) -> User:
    return make_user(role="engagement_lead", organisation=response.engagement.owner)


def test_the_group_sees_its_words_as_they_were_entered(response: Response, lead: User):
    code = actions.give_group_code(response, group="Riverside", by=lead)
    page = actions.open_group_words(code.lower().replace("-", " "), by=Visitor())
    assert page is not None
    assert [one.words for one in page.words] == [WORDS]
    assert (page.people, page.group, page.may_correct) == (40, "Riverside", True)
    assert WORDS not in repr(page)
    assert actions.open_group_words(response.receipt, by=Visitor()) is None  # a receipt is not a group's code


def test_a_correction_is_a_new_version_that_is_made_safe_again(response: Response, lead: User):
    code = actions.give_group_code(response, group="", by=lead)
    voice = response.voices.get()
    assert actions.correct_group_words(code, voice=voice.pk, words="We need a bus that stops at our site, daily.", by=Visitor())
    voice.refresh_from_db()
    assert (voice.status, voice.clean_words) == ("sealed", "")
    before = WordsBefore.objects.get()
    assert (before.version, before.sealed_words, before.who) == (1, WORDS, "group")
    deidentify_waiting()
    voice.refresh_from_db()
    assert (voice.status, voice.clean_words) == ("clean", "We need a bus that stops at our site, daily.")
    same = f" {voice.clean_words} "
    assert not actions.correct_group_words(code, voice=voice.pk, words=same, by=Visitor())
    assert [event.what for event in GroupEvent.objects.all()] == ["code", "corrected"]
    page = actions.open_group_words(code, by=Visitor())
    assert page is not None
    assert page.words[0].before[0][1] == WORDS


def test_locked_words_are_changed_by_nobody_and_hiding_more_is_told(response: Response, lead: User):
    code = actions.give_group_code(response, group="", by=lead)
    voice = response.voices.get()
    actions.lock_group_words(code, by=Visitor())
    with pytest.raises(Refused, match="locked"):
        actions.correct_group_words(code, voice=voice.pk, words="Other words.", by=Visitor())
    with pytest.raises(Refused, match="not added or changed"):
        actions.look(voice, decision="clean", words="Better words.", by=lead)
    actions.look(voice, decision="clean", hide=["at the site"], by=lead)
    assert Voice.objects.get().sealed_words == WORDS
    assert [event.get_what_display() for event in GroupEvent.objects.all()][-2:] == [
        "The group said: these are our words", "We hid more, to protect someone"
    ]  # fmt: skip


def test_looking_without_hiding_leaves_no_line(response: Response, lead: User):
    actions.give_group_code(response, group="", by=lead)
    actions.look(response.voices.get(), decision="clean", by=lead)
    assert [event.what for event in GroupEvent.objects.all()] == ["code"]


def test_a_new_code_ends_the_one_before_and_the_group_reads_of_it(response: Response, lead: User):
    first = actions.give_group_code(response, group="", by=lead)
    second = actions.give_group_code(response, group="", by=lead)
    assert actions.open_group_words(first, by=Visitor()) is None
    page = actions.open_group_words(second, by=Visitor())
    assert page is not None
    assert [event.what for event in page.log] == ["code", "code"]


def test_nobody_here_can_find_the_code_again(response: Response, lead: User):
    code = actions.give_group_code(response, group="", by=lead)
    assert code not in str(list(GroupRecord.objects.values()))


def test_only_groups_get_a_code_from_those_who_may(response: Response, lead: User):
    with pytest.raises(Refused, match="Only a group"):
        actions.give_group_code(make_response(engagement=response.engagement), group="", by=lead)
    with pytest.raises(PermissionDenied):
        actions.give_group_code(response, group="", by=make_user(role="entry_clerk", organisation=response.engagement.owner))


def test_erasing_takes_every_version_and_the_name(response: Response, lead: User):
    code = actions.give_group_code(response, group="Riverside", by=lead)
    actions.correct_group_words(code, voice=response.voices.get().pk, words="New words.", by=Visitor())
    actions.erase(response, why="asked", by=lead)
    assert WordsBefore.objects.get().sealed_words == ""
    assert GroupRecord.objects.get().group == ""
    assert actions.open_group_words(code, by=Visitor()) is None
