"""The screens of keying in: one sheet after another, errors beside the box, a second keying, groups and e-mails."""

import re
from typing import Any

import pytest
from django.test import Client

from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_choice, make_open_engagement, make_session
from antiphon.network.tests.factories import make_user
from antiphon.voices import actions
from antiphon.voices.models import Difference, EntryBatch, GroupRecord, ReceivedMail, Response, SecondKeying, Sheet, Voice
from antiphon.voices.tests.factories import make_entry_batch, make_received_mail, make_sheet, make_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    return make_open_engagement()


def someone(engagement: Engagement, role: str = "entry_clerk", name: str = "Alice") -> Any:
    return make_user(role=role, organisation=engagement.owner, name=name)


def at(engagement: Engagement, tail: str = "") -> str:
    return f"/workspace/engagements/{engagement.slug}/voices/{tail}"


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def filled(engagement: Engagement, words: str = "Too far away.", **more: str) -> dict[str, str]:
    around = {"said_on": "1 11 2026", "speaks_as": "self", "channel": "paper", "language": "en"}
    return {f"q{engagement.questions.get(kind='text').pk}": words, **around, **more}


def test_a_clerk_begins_a_batch_and_keys_sheet_after_sheet(engagement: Engagement, staff_client: Any):
    client: Client = staff_client(someone(engagement))
    answer = client.post(at(engagement, "entry/"), {"name": "Library box", "channel": "paper", "expected": "3", "share": "0"})
    assert answer["Location"] == at(engagement, "entry/sheet/")
    page = client.get(at(engagement, "entry/sheet/"))
    assert "0 of 3 in this batch" in text(page)
    assert 'autofocus="autofocus"' in page.content.decode()
    for number in (1, 2):
        answer = client.post(at(engagement, "entry/sheet/"), filled(engagement, language="cy", number=str(number)))
        assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "2 of 3 in this batch" in text(page)
    assert 'value="cy"' in page.content.decode()  # the day, the language and the batch are kept
    assert 'value="3"' in page.content.decode()  # and the next sheet has the next number
    assert list(Sheet.objects.values_list("number", flat=True)) == [1, 2]
    client.post(at(engagement, "entry/undo/"))
    assert Sheet.objects.count() == 1


def test_what_is_wrong_stands_beside_its_box_and_nothing_is_lost(engagement: Engagement, staff_client: Any):
    choice = make_choice(engagement=engagement)
    client = staff_client(someone(engagement))
    sent = filled(engagement, "Words that must stay.", **{f"q{choice.pk}": "99", "said_on": "31 2 2026", "score": "9"})
    page = client.post(at(engagement, "entry/sheet/"), sent)
    html = page.content.decode()
    assert page.status_code == 200
    assert "Words that must stay." in html
    assert f'id="id_q{choice.pk}-error"' in html
    assert "Enter a real date" in html
    assert not Response.objects.exists()


def test_a_clerk_reads_no_words_and_sees_no_batch_of_another(engagement: Engagement, staff_client: Any):
    voice = make_voice(engagement=engagement, status="clean", words="Nobody else should read this.")
    batch = make_entry_batch(engagement=engagement)
    client = staff_client(someone(engagement))
    assert "Nobody else should read this." not in text(client.get(at(engagement)))
    assert client.get(at(engagement, f"{voice.pk}/")).status_code in (403, 404) or "Nobody else" not in text(
        client.get(at(engagement, f"{voice.pk}/"))
    )
    assert client.get(at(engagement, f"entry/batches/{batch.pk}/")).status_code == 404
    assert batch.name not in text(client.get(at(engagement, "entry/")))
    assert client.get(at(engagement, "groups/")).status_code == 403
    assert client.get(at(engagement, "mail/")).status_code == 403


def test_two_people_key_a_sheet_and_a_third_settles_what_differs(engagement: Engagement, staff_client: Any):
    alice, bob, lead = someone(engagement), someone(engagement, name="Bob"), someone(engagement, "engagement_lead", "Lee")
    hers, his, leads = staff_client(alice), staff_client(bob), staff_client(lead)
    hers.post(at(engagement, "entry/"), {"name": "Box", "channel": "paper", "expected": "1", "share": "100"})
    batch = EntryBatch.objects.get()
    hers.post(at(engagement, "entry/sheet/"), filled(engagement, "The  clinic is at the top of 17 steps.", score="2", number="1"))
    sheet = Sheet.objects.get()
    assert his.get(at(engagement, "entry/")).content.decode().count(f"batches/{batch.pk}/again/") == 1
    assert his.get(at(engagement, f"entry/batches/{batch.pk}/again/"))["Location"].endswith(f"sheets/{sheet.pk}/again/")
    blind = his.get(at(engagement, f"entry/sheets/{sheet.pk}/again/"))
    assert "steps" not in text(blind)
    assert hers.get(at(engagement, f"entry/sheets/{sheet.pk}/again/")).status_code == 403
    again = filled(engagement, "The clinic is at the top of 77 steps.", score="2", said_on="1/11/26")
    his.post(at(engagement, f"entry/sheets/{sheet.pk}/again/"), again)
    difference = Difference.objects.get()
    page = leads.get(at(engagement, f"entry/differences/{difference.pk}/"))
    assert "17 steps" in text(page)
    assert "77 steps" in text(page)
    assert leads.post(at(engagement, f"entry/differences/{difference.pk}/"), {"takes": "second"}).status_code == 200  # no reason
    leads.post(at(engagement, f"entry/differences/{difference.pk}/"),
               {"takes": "second", "reason": "The first digit is a 7."})  # fmt: skip
    assert Voice.objects.get(response=sheet.response).sealed_words == "The clinic is at the top of 77 steps."
    shown = text(leads.get(at(engagement, f"entry/batches/{batch.pk}/")))
    assert "1 field was wrong the first time, of 3 that two people keyed" in shown
    assert his.get(at(engagement, f"entry/differences/{difference.pk}/")).status_code == 403
    closed = hers.post(at(engagement, f"entry/batches/{batch.pk}/close/"), {"note": ""})
    assert closed.status_code == 302
    assert EntryBatch.objects.get().closed_at


def test_a_batch_is_taken_out_from_its_page(engagement: Engagement, staff_client: Any):
    lead = someone(engagement, "engagement_lead")
    batch = make_entry_batch(engagement=engagement, opened_by=lead)
    make_sheet(batch=batch)
    client = staff_client(lead)
    client.post(at(engagement, f"entry/batches/{batch.pk}/undo/"))
    assert not Response.objects.exists()
    assert "Taken out again by" in text(client.get(at(engagement, f"entry/batches/{batch.pk}/")))


def test_remarks_of_a_session_follow_one_another(engagement: Engagement, staff_client: Any):
    session = make_session(engagement=engagement, kind="telephone", title="Telephone round")
    client = staff_client(someone(engagement))
    client.get(at(engagement, f"entry/sheet/?session={session.pk}"))
    for words in ("No bus on Sundays.", "My mother cannot use the form."):
        page = client.get(at(engagement, "entry/sheet/"))
        assert "Telephone round" in text(page)
        client.post(at(engagement, "entry/sheet/"), filled(engagement, words, session=str(session.pk), channel="telephone"))
    assert Response.objects.filter(session=session, channel="telephone").count() == 2


def test_a_group_gets_a_code_that_is_shown_once(engagement: Engagement, staff_client: Any):
    client = staff_client(someone(engagement))
    sent = filled(engagement, speaks_as="group", speaks_for="40", place="Riverside")
    answer = client.post(at(engagement, "entry/sheet/"), sent)
    response = Response.objects.get()
    assert answer["Location"] == at(engagement, f"groups/{response.pk}/")
    page = client.post(answer["Location"], {"group": "Riverside women’s group"})
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.content.decode())
    assert code
    assert code[0] not in client.get(answer["Location"]).content.decode()
    assert code[0] not in str(GroupRecord.objects.values())
    lead = staff_client(someone(engagement, "engagement_lead"))
    listed = text(lead.get(at(engagement, "groups/")))
    assert "1 group of 40 people" in listed
    assert "Riverside women’s group" in listed
    assert "1 group of 40 people" in text(lead.get(at(engagement)))


def test_an_email_that_waits_is_taken_in_or_dealt_with(engagement: Engagement, staff_client: Any):
    client = staff_client(someone(engagement, "engagement_lead"))
    words = "Ring me on 07700 900123. The ramp is steep."
    first, second = (make_received_mail(engagement=engagement, text=words) for _ in range(2))
    page = text(client.get(at(engagement, f"mail/{first.pk}/")))
    assert "The ramp is steep." in page
    assert "900123" not in page
    client.post(at(engagement, f"mail/{first.pk}/"), {"do": "take"})
    client.post(at(engagement, f"mail/{second.pk}/"), {"do": "settle", "why": ""})
    assert list(ReceivedMail.objects.order_by("pk").values_list("status", flat=True)) == ["taken", "waiting"]
    client.post(at(engagement, f"mail/{second.pk}/"), {"do": "settle", "why": "Passed to the complaints team."})
    assert ReceivedMail.objects.get(pk=second.pk).why == "Passed to the complaints team."
    assert Response.objects.get().channel == "email"


def test_a_settled_difference_in_a_choice_changes_the_count_and_nothing_else(engagement: Engagement):
    choice = make_choice(engagement=engagement, kind="many")
    alice, bob, lead = someone(engagement), someone(engagement, name="Bob"), someone(engagement, "engagement_lead")
    batch = actions.open_batch(engagement, name="Box", share=100, by=alice)
    typed = filled(engagement, **{f"q{choice.pk}": "1"})
    sheet = actions.key_sheet(engagement, fields=typed, batch=batch, by=alice)
    actions.key_again(sheet, fields={**typed, f"q{choice.pk}": "1 2", "score": "3"}, by=bob)
    by_field = {one.field: one for one in Difference.objects.all()}
    actions.settle_difference(by_field[f"q{choice.pk}"], takes="second", reason="Two ticks", by=lead)
    actions.settle_difference(by_field["score"], takes="other", typed="4", reason="It is a 4", by=lead)
    response = Response.objects.get()
    assert [one.option for one in response.answers.all()] == [choice.options[0]["key"], choice.options[1]["key"]]
    assert response.score == 4
    assert Voice.objects.get(response=response).status == "sealed"
    assert SecondKeying.objects.get().fields == 4
