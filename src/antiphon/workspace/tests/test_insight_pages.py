"""The insight screens: each page, each form when it goes right and when a rule says no, and who may."""

import csv
import io

import pytest
from django.urls import reverse

from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.insight import actions, queries
from antiphon.insight.models import Reading, Theme
from antiphon.insight.tests.factories import (
    code_of,
    make_clean_voice,
    make_coded_engagement,
    make_gathering,
    make_machine_reading,
    make_read_voice,
    make_reading,
    make_report,
    make_theme,
)
from antiphon.network.tests.factories import make_user
from antiphon.workspace.insight.presenters import formula_safe, pieces

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    return make_coded_engagement()


def someone(engagement, role, name="Someone"):
    return make_user(name=name, role=role, organisation=engagement.owner)


@pytest.fixture
def alice(engagement):
    return someone(engagement, "engagement_lead", "Alice")


@pytest.fixture
def client(staff_client, alice):
    return staff_client(alice)


def at(name, engagement, **where):
    return reverse(f"workspace:insight:{name}", kwargs={"slug": engagement.slug, **where})


def said(response):
    return " ".join(response.content.decode().split())


def test_coding_shows_the_least_sure_voice_with_its_masks_and_what_drove_each_code(client, alice):
    engagement = make_open_engagement(owner=alice.memberships.get().organisation)
    actions.use_frame(engagement, frame="patient_feedback", by=alice)
    make_clean_voice(engagement, words="I waited five hours and the car park was full, said [name].")
    from antiphon.insight.tasks import code_waiting

    code_waiting()
    response = client.get(at("coding", engagement), follow=True)
    page = said(response)
    assert '<mark class="app-mask">[name]</mark>' in page
    assert "Parking" in page
    assert "because of “" in page
    assert "0 of 1</strong> comments are read" in page


def test_confirming_goes_on_to_the_next_voice_and_offers_the_one_before(client, engagement, alice):
    first = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.6}).voice
    second = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.9}).voice
    response = client.post(at("read", engagement, pk=first.pk), {
        "stance": "mixed", "codes": [code_of(engagement, name).pk for name in ("Waiting", "Staff")]}, follow=True)  # fmt: skip
    assert response.redirect_chain[-1][0] == at("read", engagement, pk=second.pk)
    assert at("read", engagement, pk=first.pk) in said(response)
    reading = Reading.objects.get(voice=first)
    assert (sorted(code.name for code in reading.codes.all()), reading.stance, reading.read_by) == (
        ["Staff", "Waiting"], "mixed", alice,
    )  # fmt: skip


def test_confirming_without_a_stance_keeps_what_was_ticked(client, engagement):
    voice = make_clean_voice(engagement)
    staff = code_of(engagement, "Staff")
    page = said(client.post(at("read", engagement, pk=voice.pk), {"codes": [staff.pk]}))
    assert "Choose how the person feels about it" in page
    assert f'value="{staff.pk}" checked' in page
    assert not Reading.objects.exists()


def test_skipping_puts_a_voice_last(client, engagement):
    first = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.6}).voice
    second = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.9}).voice
    client.post(at("skip", engagement, pk=first.pk))
    assert client.get(at("coding", engagement)).url == at("read", engagement, pk=second.pk)
    client.post(at("skip", engagement, pk=second.pk))
    assert client.get(at("coding", engagement)).url == at("read", engagement, pk=first.pk)


def test_coding_says_what_to_do_when_nothing_waits(client, engagement, alice):
    assert "There is nothing to read yet" in said(client.get(at("coding", engagement)))
    make_read_voice(engagement, "Waiting")
    page = said(client.get(at("coding", engagement)))
    assert "has been read by somebody" in page
    assert "Read some that others have read" in page
    bare = make_open_engagement(owner=engagement.owner)
    assert "Choose a list of codes" in said(client.get(at("coding", bare)))


def test_a_second_reader_does_not_see_the_first_reading_before_their_own(client, engagement):
    voice = make_clean_voice(engagement)
    make_reading(voice=voice, codes=("Parking",), read_by=someone(engagement, "analyst", "Anna"))
    page = said(client.get(at("coding", engagement) + "?reading=again", follow=True))
    assert "Someone else has read this" in page
    assert "Anna" not in page
    client.post(at("read", engagement, pk=voice.pk) + "?reading=again", {"codes": [], "stance": "negative"})
    assert "<strong>Anna</strong> read it as negative" in said(client.get(at("read", engagement, pk=voice.pk)))


def test_settling_from_the_agreement_page(client, engagement, staff_client):
    voice = make_clean_voice(engagement)
    for name, code in (("Anna", "Parking"), ("Ben", "Waiting")):
        make_reading(voice=voice, codes=(code,), read_by=someone(engagement, "analyst", name), settles=name == "Anna")
    page = said(client.get(at("agreement", engagement)))
    assert "Readers differ on 1 comment" in page
    client.post(at("read", engagement, pk=voice.pk), {
        "codes": [code_of(engagement, "Staff").pk], "stance": "mixed", "settle": "yes"})  # fmt: skip
    assert Reading.objects.current().get(voice=voice, settles=True).stance == "mixed"
    assert "There is nothing to settle" in said(client.get(at("agreement", engagement)))


def test_sure_shows_a_sample_and_confirms_all(client, engagement):
    for _ in range(3):
        make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.95}, sure=True)
    make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.85}, sure=True)
    assert "<strong>4 comments</strong> can be confirmed" in said(client.get(at("sure", engagement)))
    assert "<strong>3 comments</strong>" in said(client.get(at("sure", engagement) + "?at_least=0.9"))
    page = said(client.post(at("sure", engagement), {"at_least": "0.9"}, follow=True))
    assert "3 comments are confirmed" in page
    assert Reading.objects.filter(in_bulk=True).count() == 3


def test_codes_can_be_added_stopped_and_used_again(client, engagement):
    page = said(client.post(at("codes", engagement), {"name": "No phone", "meaning": "Has none."}, follow=True))
    assert "The code is added" in page
    code = queries.codes_of(engagement).get(name="No phone")
    client.post(at("retire", engagement, pk=code.pk))
    assert "No longer used" in said(client.get(at("codes", engagement)))
    client.post(at("restore", engagement, pk=code.pk))
    assert "No longer used" not in said(client.get(at("codes", engagement)))
    page = said(client.post(at("codes", engagement), {"name": "waiting", "meaning": "Long waits."}))
    assert "already. Use it, or choose another name" in page
    assert "Long waits." in page


def test_choosing_a_frame(client, alice):
    engagement = make_open_engagement(owner=alice.memberships.get().organisation)
    page = said(client.post(at("frame", engagement), {"frame": "patient_feedback"}, follow=True))
    assert "Timeliness of care" in page


def test_a_theme_is_written_changed_and_shown(client, engagement):
    make_read_voice(engagement, "Waiting", words="Four hours, said [name].")
    page = said(client.post(at("new_theme", engagement), {
        "name": "Long waits", "codes": [code_of(engagement, "Waiting").pk]}, follow=True))  # fmt: skip
    assert "The theme is written" in page
    assert "<strong>1</strong> comment" in page
    assert "[name]</mark>" in page
    theme = Theme.objects.get()
    client.post(at("edit_theme", engagement, pk=theme.pk), {"name": "Waits", "minority": "on"})
    theme.refresh_from_db()
    assert (theme.name, theme.minority, theme.gatherings.count()) == ("Waits", True, 0)


def test_a_theme_with_a_taken_name_is_refused_with_the_words_kept(client, engagement):
    make_theme(engagement=engagement, name="Waits")
    page = said(client.post(at("new_theme", engagement), {"name": "waits", "description": "Kept words"}))
    assert "There is a theme called “waits” already" in page
    assert "Kept words" in page


def test_a_theme_says_when_gathering_again_would_change_it(client, engagement):
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    make_read_voice(engagement, "Waiting")
    assert "would bring in 1 comment" in said(client.get(at("theme", engagement, pk=theme.pk)))
    page = said(client.post(at("gather", engagement, pk=theme.pk), follow=True))
    assert "would bring in" not in page


def test_quoting_and_taking_a_quote_off(client, engagement, staff_client):
    theme = make_theme(engagement=engagement)
    yes = make_gathering(theme=theme, voice=make_clean_voice(engagement, may_quote=True)).voice
    no = make_gathering(theme=theme).voice
    assert "Quote this" in said(client.get(at("theme", engagement, pk=theme.pk)))
    client.post(at("quote", engagement, pk=theme.pk, voice=yes.pk))
    assert queries.quotes(theme).count() == 0
    page = said(client.post(at("approve_quote", engagement, pk=theme.pk, voice=yes.pk), follow=True))
    assert "another person must approve it" in page
    other = staff_client(someone(engagement, "engagement_lead", "Lena"))
    assert "Approve for the public" in said(other.get(at("theme", engagement, pk=theme.pk)))
    assert "The quote is approved" in said(other.post(at("approve_quote", engagement, pk=theme.pk, voice=yes.pk), follow=True))
    assert queries.quotes(theme).count() == 1
    page = said(client.post(at("quote", engagement, pk=theme.pk, voice=no.pk), follow=True))
    assert "did not agree to be quoted" in page
    client.post(at("unquote", engagement, pk=theme.pk, voice=yes.pk))
    assert queries.quotes(theme).count() == 0


def test_adding_a_voice_by_hand_and_taking_it_out(client, engagement):
    theme = make_theme(engagement=engagement)
    voice = make_clean_voice(engagement, words="No signal in the valley")
    make_clean_voice(engagement, words="Something else")
    page = said(client.get(at("add_voice", engagement, pk=theme.pk) + "?words=signal"))
    assert "No signal in the valley" in page
    assert "Something else" not in page
    client.post(at("add_voice", engagement, pk=theme.pk), {"voice": voice.pk, "stance": "negative"})
    assert theme.gatherings.get().by_hand
    client.post(at("remove_voice", engagement, pk=theme.pk, voice=voice.pk))
    assert not theme.gatherings.exists()


def test_merging_wants_a_note_and_can_be_undone(client, engagement):
    few, many = make_theme(engagement=engagement, minority=True), make_theme(engagement=engagement)
    page = said(client.post(at("merge", engagement, pk=few.pk), {"into": many.pk, "note": "Small"}))
    assert "Write at least one full sentence" in page
    client.post(at("merge", engagement, pk=few.pk), {"into": many.pk, "note": "The group asked us to keep both as one."})
    few.refresh_from_db()
    assert few.merged_into == many
    assert "Undo" in said(client.get(at("themes", engagement)))
    client.post(at("unmerge", engagement, pk=few.pk))
    few.refresh_from_db()
    assert few.merged_into is None


def test_moving_a_theme(client, engagement):
    first, second = make_theme(engagement=engagement), make_theme(engagement=engagement)
    client.post(at("move", engagement, pk=second.pk), {"way": "up"})
    assert [one.theme for one in queries.themes_of(engagement)] == [second, first]


def test_themes_hide_small_numbers_from_those_who_may_not_read_voices(client, engagement, staff_client):
    theme = make_theme(engagement=engagement)
    for _ in range(3):
        make_gathering(theme=theme)
    reader = staff_client(someone(engagement, "reader"))
    assert ">3<" in said(client.get(at("themes", engagement))).replace("> 3 <", ">3<")
    for name, where in (("themes", {}), ("theme", {"pk": theme.pk})):
        assert "fewer than 10" in said(reader.get(at(name, engagement, **where)))
    assert "<blockquote" not in said(reader.get(at("theme", engagement, pk=theme.pk)))


def test_groups_are_suppressed_for_everyone(client, engagement):
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    for place, number in [("Vale North", 14), ("Millbeck", 4)]:
        for _ in range(number):
            make_read_voice(engagement, "Waiting", place=place)
    for place in ("Vale North", "Millbeck"):
        for _ in range(12):
            make_read_voice(engagement, "Staff", place=place)
    actions.gather(theme, by=engagement.lead)
    page = said(client.get(at("groups", engagement)))
    assert "fewer than 10" in page
    assert "hidden to protect others" in page


def test_the_file_hides_small_numbers_and_guards_against_formulas(client, engagement):
    theme = make_theme(engagement=engagement, name="=HYPERLINK(1)")
    for _ in range(3):
        make_gathering(theme=theme)
    response = client.get(at("download", engagement))
    assert response["Content-Disposition"].endswith('-themes.csv"')
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][:3] == ["'=HYPERLINK(1)", "fewer than 10", ""]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formula_safe(start):
    assert formula_safe(f"{start}1") == f"'{start}1"
    assert formula_safe("1") == "1"


def test_pieces_marks_masks_and_keeps_paragraphs():
    assert pieces("One [name]\r\n\r\ntwo [not a mask]") == [[("One ", False), ("[name]", True)], [("two [not a mask]", False)]]


def test_the_report_is_written_by_one_and_published_by_another(client, engagement, staff_client):
    make_theme(engagement=engagement)
    page = said(client.post(at("write_report", engagement), {"summary": "People wait.", "limits": "Few young."}, follow=True))
    assert "another person must approve them" in page
    assert "Approve and publish" not in page
    page = said(client.post(at("publish_report", engagement), follow=True))
    assert "another person must approve" in page
    other = staff_client(someone(engagement, "director", "Dora"))
    assert "Approve and publish today" in said(other.get(at("report", engagement)))
    page = said(other.post(at("publish_report", engagement), follow=True))
    assert "approved by Dora" in page
    page = said(other.post(at("take_back_report", engagement), {"why": "A theme was missing."}, follow=True))
    assert "Not published" in page


def test_the_report_says_what_is_missing(client, engagement):
    make_report(engagement=engagement, summary="")
    assert "Write the summary" in said(client.get(at("report", engagement)))


PAGES = ["coding", "sure", "agreement", "codes", "frame", "themes", "groups", "new_theme", "download", "report", "write_report"]


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_gets_404(engagement, staff_client, name):
    charlie = staff_client(make_user(name="Charlie", role="engagement_lead"))
    assert charlie.get(at(name, engagement)).status_code == 404


@pytest.mark.parametrize("name", ["coding", "sure", "agreement", "frame", "new_theme", "download", "write_report"])
def test_one_who_may_only_look_gets_403_where_words_or_changes_are(engagement, staff_client, name):
    bob = staff_client(someone(engagement, "reader", "Bob"))
    assert bob.get(at(name, engagement)).status_code == 403


def test_reading_another_engagements_voice_is_404(client, engagement):
    other = make_clean_voice(make_coded_engagement())
    assert client.get(at("read", engagement, pk=other.pk)).status_code == 404


@pytest.mark.parametrize(("name", "most"), [("themes", 20), ("groups", 26), ("report", 24)])
def test_lists_take_the_same_queries_for_three_and_for_thirty(
    client, engagement, name, most, django_assert_max_num_queries, django_assert_num_queries
):
    for _ in range(3):
        make_gathering(theme=make_theme(engagement=engagement), voice=make_read_voice(engagement, "Waiting"))
    with django_assert_max_num_queries(most) as few:
        client.get(at(name, engagement))
    for _ in range(27):
        make_gathering(theme=make_theme(engagement=engagement), voice=make_read_voice(engagement, "Waiting"))
    with django_assert_num_queries(len(few)):
        client.get(at(name, engagement))


def test_reading_takes_the_same_queries_however_many_suggestions(
    client, engagement, django_assert_max_num_queries, django_assert_num_queries
):
    one = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.9}).voice
    three = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.9, "Staff": 0.8, "Parking": 0.7}).voice
    with django_assert_max_num_queries(22) as first:
        client.get(at("read", engagement, pk=one.pk))
    with django_assert_num_queries(len(first)):
        client.get(at("read", engagement, pk=three.pk))
