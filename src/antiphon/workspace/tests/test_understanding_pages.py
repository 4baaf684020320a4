"""The pages of codes, of what the coder has learnt, and of what comments are about."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.insight import codebook, learnt, queries, tasks
from antiphon.insight.models import CodeExample, FrameUse, Reading
from antiphon.insight.tests.factories import (
    code_of,
    make_clean_voice,
    make_coded_engagement,
    make_frame_use,
    make_machine_reading,
    make_read_voice,
)
from antiphon.network.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    return make_coded_engagement()


def someone(engagement, role):
    return make_user(role=role, organisation=engagement.owner)


@pytest.fixture
def client(staff_client, engagement):
    return staff_client(someone(engagement, "engagement_lead"))


@pytest.fixture
def reader(staff_client, engagement):
    return staff_client(someone(engagement, "reader"))


def at(name, engagement, **where):
    return reverse(f"workspace:insight:{name}", kwargs={"slug": engagement.slug, **where})


def said(response):
    return " ".join(response.content.decode().split())


def test_a_code_is_split_read_again_and_the_split_is_undone(client, engagement):
    voice = make_read_voice(engagement, "Waiting")
    code = code_of(engagement, "Waiting")
    page = said(client.post(at("split_code", engagement, pk=code.pk), {"name1": "For a date", "name2": "", "why": ""}))
    assert "Enter a name for code 2" in page
    assert "For a date" in page
    form = {"name1": "For a date", "name2": "On the day", "meaning2": "In the room", "why": "It meant two things"}
    page = said(client.post(at("split_code", engagement, pk=code.pk), form, follow=True))
    assert "The code is split" in page
    assert "Read it again" in page
    page = said(client.get(at("coding", engagement) + "?reading=split", follow=True))
    assert "which has been split since" in page
    new = queries.codes_of(engagement).get(name="On the day")
    page = said(client.post(at("read", engagement, pk=voice.pk) + "?reading=split", {"codes": [new.pk], "stance": "negative"},
                            follow=True))  # fmt: skip
    assert "has been read again" in page
    assert Reading.objects.current().get(voice=voice, settles=True).codes.get() == new
    page = said(client.get(at("code_history", engagement)))
    assert "Split “Waiting” into “For a date” and “On the day”." in page
    assert "It meant two things" in page
    assert "The last change is undone" in said(client.post(at("undo_codes", engagement), follow=True))
    assert sorted(queries.codes_of(engagement).values_list("name", flat=True)) == ["Parking", "Staff", "Waiting"]


def test_codes_are_merged_and_renamed_with_a_reason(client, engagement):
    chosen = [code_of(engagement, name).pk for name in ("Waiting", "Parking")]
    page = said(client.post(at("merge_codes", engagement), {"codes": chosen[:1], "name": "Getting in", "why": "Same"}))
    assert "Choose two codes or more" in page
    page = said(client.post(at("merge_codes", engagement), {"codes": chosen, "name": "Getting in", "why": "Same"}, follow=True))
    assert "Counts with it: Parking; Waiting" in page or "Counts with it: Waiting; Parking" in page
    staff = code_of(engagement, "Staff")
    form = {"name": "Kindness", "meaning": "How staff are", "examples": "kind to me\nrude to me"}
    assert "Say why you are changing the name" in said(client.post(at("change_code", engagement, pk=staff.pk), form))
    page = said(client.post(at("change_code", engagement, pk=staff.pk), {**form, "why": "Plainer"}, follow=True))
    assert "Kindness" in page
    assert "“kind to me”, “rude to me”" in page
    assert "called “Staff” before, “Kindness” since" in said(client.get(at("code_history", engagement)))


def test_a_comment_is_chosen_as_an_example_and_taken_off(client, reader, engagement):
    voice = make_read_voice(engagement, "Waiting", words="We sat in a row for half a day.")
    code = code_of(engagement, "Waiting")
    assert "Choose as an example" in said(client.get(at("code", engagement, pk=code.pk)))
    client.post(at("code_example", engagement, pk=code.pk, voice=voice.pk))
    assert "Such as: “We sat in a row" in said(client.get(at("codes", engagement)))
    for address in (at("codes", engagement), at("code", engagement, pk=code.pk)):
        assert "We sat in a row" not in said(reader.get(address))
    assert "fewer than 10 comments" in said(reader.get(at("codes", engagement)))
    client.post(at("code_example", engagement, pk=code.pk, voice=voice.pk), {"drop": "1"})
    assert not CodeExample.objects.exists()


def test_a_codebook_is_taken_out_and_in(client, engagement):
    rows = list(csv.reader(io.StringIO(client.get(at("codes_csv", engagement)).content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["code", "Parking", "Staff", "Waiting"]
    assert b"CodeBook" in client.get(at("codes_qda", engagement)).content
    wrong = SimpleUploadedFile("codes.csv", b"code,meaning\nBuses,Late\n,Nothing\n")
    page = said(client.post(at("import_codes", engagement), {"file": wrong, "why": ""}))
    assert "Nothing was taken in" in page
    assert "“code” is empty" in page
    assert not queries.codes_of(engagement).filter(name="Buses").exists()
    right = SimpleUploadedFile("codes.csv", b"code,meaning\nBuses,Late\n")
    assert "The codebook is taken in" in said(client.post(at("import_codes", engagement), {"file": right}, follow=True))
    assert queries.codes_of(engagement).filter(name="Buses").exists()


def test_what_the_coder_learnt_is_shown_batch_by_batch(client, engagement):
    page = said(client.get(at("learning", engagement)))
    assert "It has learnt nothing here yet" in page
    assert "Not enough reviewed" in page
    for _ in range(24):
        voice = make_machine_reading(voice=make_clean_voice(engagement), codes={"Parking": 0.8}).voice
        client.post(at("read", engagement, pk=voice.pk), {"codes": [code_of(engagement, "Waiting").pk], "stance": "mixed"})
    tasks.learn_waiting()
    for _ in range(24):
        voice = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.8}, version="learnt-1").voice
        client.post(at("read", engagement, pk=voice.pk), {"codes": [code_of(engagement, "Waiting").pk], "stance": "mixed"})
    page = said(client.get(at("learning", engagement)))
    assert "<svg" in page
    assert "learnt-1" in page
    points = learnt.curve(engagement, learnt.rated(engagement))
    assert [round(point.score, 2) for point in points] == [0.0, 1.0]
    assert [point.learnt_from for point in points] == [0, 24]


def test_the_careful_coder_can_be_chosen_where_it_is_there(client, engagement, monkeypatch):
    assert "not installed on this machine" in said(client.get(at("learning", engagement)))
    monkeypatch.setattr(learnt, "coders_there", lambda frame: {"quick": True, "careful": True})
    page = said(client.post(at("learning", engagement), {"coder": "careful"}, follow=True))
    assert "The coder is chosen" in page
    assert FrameUse.objects.get(engagement=engagement).coder == "careful"


def test_a_comment_says_why_it_is_read_now(client, engagement):
    voice = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.5}).voice
    assert "The coder is not sure about this one" in said(client.get(at("read", engagement, pk=voice.pk)))


def test_what_comments_are_about_with_intervals_and_small_numbers_hidden(client, engagement):
    for place, number in (("Millbeck", 20), ("Thornley", 14)):
        for _ in range(number):
            make_read_voice(engagement, "Waiting", place=place)
            make_read_voice(engagement, place=place)
    make_read_voice(engagement, "Staff", place="Thornley")
    page = said(client.get(at("code_results", engagement)))
    assert "34 <span class=\"app-meta\">49% (38 to 61)" in page
    assert "<svg" in page
    assert "hidden</span>" in page
    page = said(client.get(at("code_results", engagement) + "?by=place"))
    assert "Millbeck" in page
    page = said(client.get(at("cross", engagement) + f"?what=code:{code_of(engagement, 'Waiting').pk}&by1=place"))
    assert "Comments about “Waiting”, by place" in page
    assert "Choose a code that is used here" in said(client.get(at("cross", engagement) + "?what=code:0&by1=place"))


def test_what_changed_since_last_time(client, engagement):
    assert "There is no earlier engagement" in said(client.get(at("compared", engagement)))
    then = make_open_engagement(owner=engagement.owner, opens_on=timezone.localdate() - datetime.timedelta(days=300))
    make_frame_use(engagement=then, frame=FrameUse.objects.get(engagement=engagement).frame)
    for place in range(60):
        make_read_voice(then, *(("Waiting",) if place < 45 else ()))
        make_read_voice(engagement, *(("Waiting",) if place < 12 else ()))
    page = said(client.get(at("compared", engagement)))
    assert "1 clear change" in page
    assert "down by 55 in 100" in page


PAGES = ["codes", "merge_codes", "code_history", "import_codes", "codes_csv", "codes_qda", "learning", "code_results", "compared"]


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_gets_404(engagement, staff_client, name):
    charlie = staff_client(make_user(name="Charlie", role="engagement_lead"))
    assert charlie.get(at(name, engagement)).status_code == 404


@pytest.mark.parametrize("name", ["merge_codes", "import_codes", "learning"])
def test_one_who_may_only_look_gets_403(engagement, reader, name):
    assert reader.get(at(name, engagement)).status_code == 403


def test_a_code_of_another_engagement_is_404(client, engagement):
    other = make_coded_engagement()
    for name in ("code", "change_code", "split_code"):
        assert client.get(at(name, engagement, pk=code_of(other, "Waiting").pk)).status_code == 404


@pytest.mark.parametrize("name", ["codes", "code_results", "learning"])
def test_pages_take_the_same_queries_for_few_and_many(client, engagement, name, django_assert_num_queries,
                                                      django_assert_max_num_queries):  # fmt: skip
    def more(number):
        for _ in range(number):
            voice = make_read_voice(engagement, "Waiting")
            make_machine_reading(voice=voice, codes={"Waiting": 0.5, "Staff": 0.4})

    more(3)
    client.get(at(name, engagement))
    with django_assert_max_num_queries(40) as few:
        client.get(at(name, engagement))
    more(20)
    with django_assert_num_queries(len(few)):
        client.get(at(name, engagement))
    assert codebook.history(engagement).count() == 0
