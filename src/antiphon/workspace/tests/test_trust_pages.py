"""Pages of codes, flags, the safeguarding list, moderation and keeping: who sees them, and what they do."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement, make_open_engagement
from antiphon.guard.models import Concern, Flag
from antiphon.guard.tests.factories import make_concern, make_flag
from antiphon.network.tests.factories import make_user
from antiphon.trust.models import CodeBatch, Hold
from antiphon.trust.queries import entry_by_code
from antiphon.trust.tests.factories import make_hold, make_proof
from antiphon.voices.models import Opening, Voice
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert('x')</script>"


def at(engagement: Engagement, tail: str) -> str:
    return f"/workspace/engagements/{engagement.slug}/{tail}"


def test_codes_are_made_on_the_screen_or_as_a_file_and_taken_back(staff_client: Any) -> None:
    engagement = make_open_engagement(trust="code")
    client = staff_client(engagement.lead)
    page = client.post(at(engagement, "entry-codes/"), {"label": SCRIPT, "number": "3", "shape": "page"})
    assert "no-store" in page.headers["Cache-Control"]
    assert page.text.count("<code>") == 3
    assert SCRIPT not in page.text
    code = page.text.split("<code>")[1].split("<")[0]
    assert entry_by_code(engagement, code)
    assert code not in client.get(at(engagement, "entry-codes/")).text  # once
    file = client.post(at(engagement, "entry-codes/"), {"label": "=cmd|1", "number": "2", "shape": "file"})
    assert file.headers["Content-Type"].startswith("text/csv")
    assert "'=cmd|1" in file.content.decode("utf-8-sig")
    batch = CodeBatch.objects.get(label=SCRIPT)
    assert SCRIPT not in client.get(at(engagement, "entry-codes/")).text
    client.post(at(engagement, f"entry-codes/{batch.pk}/revoke/"))
    assert entry_by_code(engagement, code) is None
    for number in ("0", "many", "5001"):
        sent = {"label": "x", "number": number, "shape": "page"}
        assert "There is a problem" in client.post(at(engagement, "entry-codes/"), sent).text


def test_promises_are_chosen_in_a_draft_and_stay_once_published(staff_client: Any) -> None:
    draft = make_engagement()
    client = staff_client(draft.lead)
    client.post(at(draft, "trust/"), {"trust": "verified", "keep_words_years": "3", "keep_names_years": "1"})
    draft.refresh_from_db()
    assert (draft.trust, draft.keep_words_years, draft.keep_names_years) == ("verified", 3, 1)
    wrong = client.post(at(draft, "trust/"), {"trust": "open", "keep_words_years": "1", "keep_names_years": "3"})
    assert "longer than words" in wrong.text
    published = make_open_engagement(owner=draft.owner, lead=draft.lead)
    assert "promises to the public" in client.get(at(published, "trust/")).text
    refused = client.post(at(published, "trust/"), {"trust": "code", "keep_words_years": "5", "keep_names_years": "2"})
    assert "signed and published" in refused.text
    assert make_user(role="safeguarding_lead", organisation=draft.owner, name="Sam Shield")
    sam = client.get(at(published, "trust/")).text
    assert "Sam Shield" in sam


def test_a_safeguarding_lead_is_named_at_any_time(staff_client: Any) -> None:
    engagement = make_open_engagement()
    sam = make_user(role="safeguarding_lead", organisation=engagement.owner)
    client = staff_client(engagement.lead)
    client.post(at(engagement, "trust/lead/"), {"lead": str(sam.pk)})
    engagement.refresh_from_db()
    assert engagement.safeguarding_lead == sam
    client.post(at(engagement, "trust/lead/"), {"lead": str(make_user(role="reader", organisation=engagement.owner).pk)})
    engagement.refresh_from_db()
    assert engagement.safeguarding_lead == sam


def test_a_flag_is_settled_and_many_need_a_second_person(staff_client: Any) -> None:
    flag = make_flag(number=21, reason=SCRIPT)
    engagement = flag.engagement
    alice = make_user(role="guardian", organisation=engagement.owner)
    client = staff_client(engagement.lead)
    assert "21 responses" in client.get(at(engagement, "flags/")).text
    assert SCRIPT not in client.get(at(engagement, f"flags/{flag.pk}/")).text
    assert "Choose whether" in client.post(at(engagement, f"flags/{flag.pk}/"), {}).text
    client.post(at(engagement, f"flags/{flag.pk}/"), {"what": "aside", "because": SCRIPT})
    assert "Another person must agree" in client.get(at(engagement, f"flags/{flag.pk}/")).text
    client.post(at(engagement, f"flags/{flag.pk}/second/"), {"agrees": "yes"})
    assert Flag.objects.get().status == "proposed"  # not by the same person
    staff_client(alice).post(at(engagement, f"flags/{flag.pk}/second/"), {"agrees": "yes"})
    assert Flag.objects.get().status == "aside"
    assert SCRIPT not in client.get(at(engagement, "flags/")).text
    client.post(at(engagement, f"flags/{flag.pk}/again/"))
    assert Flag.objects.get().status == "open"


def test_a_concern_goes_from_the_list_to_its_end(staff_client: Any) -> None:
    engagement = make_open_engagement()
    sam = make_user(role="safeguarding_lead", organisation=engagement.owner, name="Sam Shield")
    concern = make_concern(engagement=engagement)
    client = staff_client(sam)
    assert "safeguarding concern" in client.get("/workspace/").text
    listed = client.get(at(engagement, "safeguarding/")).text
    assert "hits me" not in listed
    assert "Sam Shield" in listed
    address = at(engagement, f"safeguarding/{concern.pk}/")
    assert "hits me" not in client.get(address).text
    opened = client.post(address, {"why": ""})
    assert "hits me" in opened.text
    assert "no-store" in opened.headers["Cache-Control"]
    assert Opening.objects.get().opened_by == sam
    assert "what was done first" in client.post(address + "settle/", {"outcome": "passed_on"}).text
    client.post(address + "step/", {"what": SCRIPT})
    assert SCRIPT not in client.get(address).text
    client.post(address + "settle/", {"outcome": "passed_on"})
    assert Concern.objects.get().outcome == "passed_on"
    assert Voice.objects.get().status == "withheld"


def test_a_director_sees_that_a_concern_is_late_and_not_what_it_is_about(staff_client: Any) -> None:
    engagement = make_open_engagement()
    make_concern(engagement=engagement, look_by=timezone.now() - datetime.timedelta(hours=1))
    client = staff_client(make_user(role="director", organisation=engagement.owner))
    assert "1 safeguarding concern is late" in client.get("/workspace/").text
    page = client.get(at(engagement, "safeguarding/"))
    assert "1 late" in page.text
    assert "control at home" not in page.text
    assert client.get(at(engagement, f"safeguarding/{Concern.objects.get().pk}/")).status_code == 403
    analyst = staff_client(make_user(role="analyst", organisation=engagement.owner))
    assert analyst.get(at(engagement, "safeguarding/")).status_code == 403
    assert staff_client(make_user(role="safeguarding_lead")).get(at(engagement, "safeguarding/")).status_code == 404


def test_a_reader_puts_a_comment_on_the_list(staff_client: Any) -> None:
    voice = make_voice(status="clean")
    client = staff_client(make_user(role="analyst", organisation=voice.engagement.owner))
    address = at(voice.engagement, f"voices/{voice.pk}/concern/")
    assert "ring 999" in client.get(address).text
    client.post(address, {"kind": "neglect"})
    assert Concern.objects.get().kinds == ["neglect"]
    assert Voice.objects.get().status == "needs_eyes"


def test_the_queue_shows_harm_first_and_keeps_several_back_for_one_reason(staff_client: Any) -> None:
    engagement = make_open_engagement()
    plain = make_voice(engagement=engagement, status="needs_eyes", doubts=["A long number may point to a person"])
    name = make_voice(engagement=engagement, status="needs_eyes", doubts=["A word may be somebody's name"])
    sign = make_voice(engagement=engagement, status="needs_eyes", doubts=["May touch on abuse or violence"])
    harm = make_concern(engagement=engagement).voice
    client = staff_client(engagement.lead)
    text = client.get(at(engagement, "voices/eyes/")).text
    order = [text.index(f"Comment {voice.pk}:") for voice in (harm, sign, name, plain)]
    assert order == sorted(order)
    assert "On the safeguarding list" in text
    assert "Choose why" in client.post(at(engagement, "voices/keep-back/"), {"voice": [plain.pk]}, follow=True).text
    client.post(at(engagement, "voices/keep-back/"), {"voice": [plain.pk, name.pk, "x"], "because": "abuse"})
    kept = Voice.objects.filter(status="withheld")
    assert set(kept) == {plain, name}
    assert {voice.withheld_because for voice in kept} == {"It is abusive or threatening"}


def test_holds_and_proofs(staff_client: Any) -> None:
    engagement = make_open_engagement()
    make_proof(engagement=engagement, rule=SCRIPT)
    client = staff_client(engagement.lead)
    client.post(at(engagement, "keeping/"), {"reason": SCRIPT})
    page = client.get(at(engagement, "keeping/")).text
    assert "Stands" in page
    assert SCRIPT not in page
    hold = Hold.objects.get()
    client.post(at(engagement, f"keeping/holds/{hold.pk}/agree/"))
    assert Hold.objects.get().confirmed_by is None
    alice = staff_client(make_user(role="guardian", organisation=engagement.owner))
    alice.post(at(engagement, f"keeping/holds/{hold.pk}/agree/"))
    alice.post(at(engagement, f"keeping/holds/{hold.pk}/lift/"), {"because": "It is over."})
    assert not Hold.objects.get().stands
    file = client.get(at(engagement, "keeping/proof/"))
    assert file.content.decode("utf-8-sig").splitlines()[0] == "what,how many,when,by which rule"
    assert make_hold()
