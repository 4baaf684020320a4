"""A standing door (register row 68): each comment has a status that its sender sees, and a public list of what changed."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from antiphon.core.problems import Refused
from antiphon.decisions import actions, standing
from antiphon.decisions.queries import what_became_of_receipt
from antiphon.decisions.tests.factories import make_colleague
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement
from antiphon.engagement.rules import Phase
from antiphon.engagement.tests.factories import make_engagement, make_open_engagement
from antiphon.insight.tests.factories import make_clean_voice
from antiphon.network.models import User
from antiphon.voices.models import Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Engagement:
    return make_open_engagement(kind="standing", closes_on=None, decides_on=None)


def comment(door: Engagement) -> Response:
    return make_clean_voice(door).response


def colleague(door: Engagement, name: str) -> User:
    return make_colleague(door, role="engagement_lead", name=name)


def test_a_standing_door_needs_no_last_day_and_is_open_until_it_is_closed():
    draft = make_engagement(kind="standing", closes_on=None, decides_on=None)
    asking.publish(draft, by=colleague(draft, "Bob"))
    draft.refresh_from_db()
    assert draft.phase is Phase.OPEN
    assert draft in Engagement.objects.open(draft.opens_on)
    consultation = make_engagement(closes_on=None)
    with pytest.raises(Refused, match="Choose the last day"):
        asking.publish(consultation, by=colleague(consultation, "Bob"))


def test_each_comment_has_a_status_on_its_receipt_and_in_the_public_list(door: Engagement):
    alice, bob = colleague(door, "Alice"), colleague(door, "Bob")
    changed, kept, unread = comment(door), comment(door), comment(door)
    first = what_became_of_receipt(changed.receipt)
    assert first is not None
    assert first.comment == "Nobody has read your comment yet."
    actions.mark_read(door, comments=[changed.pk, kept.pk], by=alice)
    yes = actions.answer_comments(door, comments=[changed.pk], kind="changed", said="“ICB” is not explained.",
                                  words="We say “the board that plans care” now.", by=alice)  # fmt: skip
    no = actions.answer_comments(door, comments=[kept.pk], kind="not_changed", said="The date should be sooner.",
                                 words="The building is not ready before May.", by=alice)  # fmt: skip
    before = what_became_of_receipt(changed.receipt)
    assert before is not None
    assert before.comment_answer == ""  # not before a second person has signed it
    with pytest.raises(Refused):
        actions.publish_revision(yes, by=alice)
    for one in (yes, no):
        actions.publish_revision(one, by=bob)
    after = [what_became_of_receipt(one.receipt) for one in (changed, kept, unread)]
    ends = [one.comment.split(". ")[-1] for one in after if one]
    assert ends == ["Changed.", "Not changed.", "Nobody has read your comment yet."]
    assert after[1] is not None
    assert after[1].comment_answer == "The building is not ready before May."
    page = Client().get(f"/engagements/{door.slug}/changes/").content.decode()
    assert "You said: “ICB” is not explained." in page
    assert "The building is not ready before May." in page
    receipt = Client().post("/receipt/", {"code": kept.receipt}).content.decode()
    assert "The building is not ready before May." in receipt
    assert "Nothing has been decided yet" not in receipt


def test_the_door_closes_once_everything_is_read_and_answered(door: Engagement):
    alice, bob = colleague(door, "Alice"), colleague(door, "Bob")
    one = comment(door)
    with pytest.raises(Refused, match="Nobody has read 1 comment"):
        actions.close_door(door, by=alice)
    revision = actions.answer_comments(door, comments=[one.pk], kind="changed", said="Too long.", words="Shorter.", by=alice)
    with pytest.raises(Refused, match="1 answer is not public"):
        actions.close_door(door, by=alice)
    actions.publish_revision(revision, by=bob)
    assert actions.close_door(door, by=alice).closed_at


def test_a_consultation_is_not_answered_like_a_comment():
    engagement = make_open_engagement()
    with pytest.raises(Refused, match="Only comments"):
        actions.mark_read(engagement, comments=[comment(engagement).pk], by=colleague(engagement, "Alice"))


def test_only_those_who_write_answers_do(door: Engagement):
    with pytest.raises(PermissionDenied):
        actions.mark_read(door, comments=[comment(door).pk], by=make_colleague(door, role="reader", name="Rita"))


def test_the_screen_of_a_door(door: Engagement, staff_client: Any):
    alice, bob = colleague(door, "Alice"), colleague(door, "Bob")
    first, second = comment(door), comment(door)
    hers, his = staff_client(alice), staff_client(bob)
    at = f"/workspace/engagements/{door.slug}/comments/"
    assert "2 comments wait" in hers.get(at).content.decode()
    assert "Comments and what changed" in hers.get(f"/workspace/engagements/{door.slug}/").content.decode()
    hers.post(at, {"do": "read", "comment": [first.pk, second.pk]})
    wrong = hers.post(at, {"do": "answer", "comment": [first.pk], "kind": "changed", "said": "Too small."})
    assert "Say what was changed" in wrong.content.decode()
    answer = hers.post(at, {"do": "answer", "comment": [first.pk], "kind": "changed", "said": "Too small.", "words": "Larger."})
    page = hers.get(answer["Location"]).content.decode()
    assert "another person publishes it" in page
    his.post(answer["Location"] + "publish/")
    assert [str(one) for one, _ in standing.public_changes(door)] == ["Too small."]
    for address in ("/", "/engagements/", f"/engagements/{door.slug}/", f"/engagements/{door.slug}/take-part/",
                    f"/engagements/{door.slug}/paper/", f"/engagements/{door.slug}/group-sheet/", "/workspace/"):  # fmt: skip
        client = hers if address == "/workspace/" else Client()
        page = client.get(address)
        assert page.status_code == 200, address
        assert "None" not in page.content.decode().replace("None: you can comment", ""), address
