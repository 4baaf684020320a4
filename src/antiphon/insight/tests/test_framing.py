"""Codes are split, merged, renamed and retired, and no decision is lost."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from antiphon.core import trail
from antiphon.core.problems import BadFile, Refused
from antiphon.engagement.models import Engagement
from antiphon.insight import actions, codebook, queries
from antiphon.insight.models import Code, Coding, FrameChange
from antiphon.insight.tests.factories import (
    code_of,
    make_code_example,
    make_coded_engagement,
    make_frame_use,
    make_machine_reading,
    make_read_voice,
    make_reading,
    make_theme,
)
from antiphon.network.models import User
from antiphon.network.tests.factories import make_user

pytestmark = pytest.mark.django_db
WHY = "Two people used them for the same thing."


@pytest.fixture
def engagement() -> Engagement:
    return make_coded_engagement()


@pytest.fixture
def alice(engagement: Engagement) -> User:
    return make_user(name="Alice", role="analyst", organisation=engagement.owner)


def own(engagement: Engagement, name: str) -> Code:
    return codebook.of_the_frame(engagement).get(name=name)


def counts(engagement: Engagement) -> dict[str, int]:
    return {one.code.name: one.used for one in codebook.entries(engagement) if one.used}


def given() -> list[tuple[int, int]]:
    return sorted(Coding.objects.values_list("reading", "code"))


def test_a_rename_keeps_every_decision_and_the_name_of_the_day(engagement, alice):
    make_read_voice(engagement, "Waiting")
    before = given()
    code = actions.change_code(code_of(engagement, "Waiting"), engagement=engagement, name="Waiting times", meaning="How long",
                               why="Clearer", by=alice)  # fmt: skip
    assert (given(), counts(engagement)) == (before, {"Waiting times": 1})
    assert [name for name in queries.codes_of(engagement).values_list("name", flat=True) if "Wait" in name] == ["Waiting times"]
    change = codebook.last_change(engagement)
    assert change is not None
    assert (change.kind, change.words, change.why) == ("rename", "“Waiting” is now called “Waiting times”.", "Clearer")
    assert (change.codes[0]["before"]["name"], change.codes[0]["after"]["name"]) == ("Waiting", "Waiting times")
    assert "change_code" in [one.verb for one in trail.of(code)]
    assert queries.frame_use(engagement).version == 2


def test_a_new_name_needs_a_reason_and_must_be_free(engagement, alice):
    shared = code_of(engagement, "Waiting")
    with pytest.raises(Refused, match="Say why"):
        actions.change_code(shared, engagement=engagement, name="Queues", meaning="", by=alice)
    with pytest.raises(Refused, match="called “Parking” already"):
        actions.change_code(shared, engagement=engagement, name="parking", meaning="", why=WHY, by=alice)
    assert not FrameChange.objects.exists()
    assert queries.frame_use(engagement).version == 1


def test_a_merge_counts_a_comment_once_and_keeps_what_was_given(engagement, alice):
    make_read_voice(engagement, "Waiting")
    make_read_voice(engagement, "Parking", "Waiting")
    make_read_voice(engagement, "Parking")
    before = given()
    actions.merge_codes([code_of(engagement, "Waiting"), code_of(engagement, "Parking")], engagement=engagement,
                        name="Getting in", why=WHY, by=alice)  # fmt: skip
    assert given() == before
    assert counts(engagement) == {"Getting in": 3}
    entry = next(one for one in codebook.entries(engagement) if one.code.name == "Getting in")
    assert sorted(code.name for code in entry.merged) == ["Parking", "Waiting"]
    assert sorted(queries.codes_of(engagement).values_list("name", flat=True)) == ["Getting in", "Staff"]


def test_a_merge_under_one_of_the_names(engagement, alice):
    make_read_voice(engagement, "Waiting", "Parking")
    target = actions.merge_codes([code_of(engagement, "Waiting"), code_of(engagement, "Parking")], engagement=engagement,
                                 name="waiting", why=WHY, by=alice)  # fmt: skip
    assert (target.name, counts(engagement)) == ("Waiting", {"Waiting": 1})


def test_a_theme_keeps_its_comments_through_merge_and_split(engagement, alice):
    theme = make_theme(engagement=engagement, codes=("Waiting",))
    make_read_voice(engagement, "Waiting")
    waiting, parking = code_of(engagement, "Waiting"), code_of(engagement, "Parking")
    actions.merge_codes([waiting, parking], engagement=engagement, name="Getting in", why=WHY, by=alice)
    assert actions.gather(theme, by=alice) == 1
    parts = actions.split_code(own(engagement, "Getting in"), engagement=engagement, why="Too wide",
                               parts=[{"name": "At the door"}, {"name": "On the telephone"}], by=alice)  # fmt: skip
    voice = queries.readable(engagement).get()
    actions.confirm(voice, codes=[parts[0]], stance="negative", settle=True, by=alice)
    assert actions.gather(theme, by=alice) == 1


def test_a_split_leaves_decisions_under_the_parent_until_they_are_read_again(engagement, alice):
    first, _ = make_read_voice(engagement, "Waiting"), make_read_voice(engagement, "Waiting", "Staff")
    before = given()
    parts = actions.split_code(code_of(engagement, "Waiting"), engagement=engagement, why="It means two things",
                               parts=[{"name": "Waiting for a date"}, {"name": "Waiting on the day"}], by=alice)  # fmt: skip
    assert (given(), counts(engagement)) == (before, {"Waiting": 2, "Staff": 1})
    assert {part.parent for part in parts} == {own(engagement, "Waiting")}
    assert "Waiting" not in queries.codes_of(engagement).values_list("name", flat=True)
    assert codebook.to_read_for_a_split(engagement).count() == 2
    actions.confirm(first, codes=[parts[1]], stance="negative", settle=True, by=alice)
    assert counts(engagement) == {"Waiting": 1, "Waiting on the day": 1, "Staff": 1}
    assert codebook.to_read_for_a_split(engagement).count() == 1
    assert Coding.objects.filter(code=code_of(engagement, "Waiting")).count() == 2


def test_a_retired_code_is_kept_and_counted_and_said_to_be_retired(engagement, alice):
    make_read_voice(engagement, "Parking")
    actions.retire_code(code_of(engagement, "Parking"), engagement=engagement, why="We have no car park", by=alice)
    entry = next(one for one in codebook.entries(engagement) if one.code.name == "Parking")
    assert (entry.used, entry.state) == (1, "No longer used")


@pytest.mark.parametrize("what", ["rename", "merge", "split", "retire", "add", "import"])
def test_the_last_change_is_undone_whole(engagement, alice, what):
    make_read_voice(engagement, "Waiting")
    make_read_voice(engagement, "Parking")
    waiting, parking = code_of(engagement, "Waiting"), code_of(engagement, "Parking")
    before = (given(), counts(engagement), sorted(queries.codes_of(engagement).values_list("name", "meaning")))
    here = {"engagement": engagement, "by": alice, "why": WHY}
    match what:
        case "rename":
            actions.change_code(waiting, name="Queues", meaning="Other", **here)
        case "merge":
            actions.merge_codes([waiting, parking], name="Both", **here)
        case "split":
            actions.split_code(waiting, parts=[{"name": "Waiting"}, {"name": "Other waiting"}], **here)
        case "retire":
            actions.retire_code(waiting, **here)
        case "add":
            actions.add_local_code(engagement, name="Buses", meaning="", by=alice)
        case _:
            actions.import_codebook(lines=[codebook.Line("Buses"), codebook.Line("Parking", meaning="Cars")], **here)
    assert counts(engagement) != before[1] or sorted(queries.codes_of(engagement).values_list("name", "meaning")) != before[2]
    actions.undo_change(engagement, by=alice)
    assert (given(), counts(engagement), sorted(queries.codes_of(engagement).values_list("name", "meaning"))) == before
    assert codebook.last_change(engagement) is None
    assert codebook.history(engagement).get().undone_by == alice
    with pytest.raises(Refused, match="no change"):
        actions.undo_change(engagement, by=alice)


def test_undoing_a_split_counts_what_was_read_since_under_the_parent(engagement, alice):
    voice = make_read_voice(engagement, "Waiting")
    parts = actions.split_code(code_of(engagement, "Waiting"), engagement=engagement, why=WHY,
                               parts=[{"name": "A date"}, {"name": "The day"}], by=alice)  # fmt: skip
    actions.confirm(voice, codes=[parts[0]], stance="negative", settle=True, by=alice)
    actions.undo_change(engagement, by=alice)
    assert counts(engagement) == {"Waiting": 1}
    assert sorted(queries.codes_of(engagement).values_list("name", flat=True)) == ["Parking", "Staff", "Waiting"]
    assert Coding.objects.filter(code=parts[0]).exists()


def test_undoing_a_code_that_was_used_is_refused(engagement, alice):
    code = actions.add_local_code(engagement, name="Buses", meaning="", by=alice)
    actions.confirm(make_read_voice(engagement), codes=[code], stance="mixed", by=alice)
    with pytest.raises(Refused, match="Stop using"):
        actions.undo_change(engagement, by=alice)


def test_two_readers_agree_when_their_codes_were_merged(engagement, alice):
    voice = make_read_voice(engagement, "Waiting")
    make_reading(voice=voice, codes=("Parking",), read_by=alice, settles=False)
    assert len(queries.differing(engagement)) == 1
    actions.merge_codes([code_of(engagement, "Waiting"), code_of(engagement, "Parking")], engagement=engagement, name="Both",
                        why=WHY, by=alice)  # fmt: skip
    assert queries.differing(engagement) == []
    assert queries.agreement(engagement).percent == 100


def test_confirming_in_one_go_takes_the_code_that_stands_and_leaves_what_was_split(engagement, alice):
    make_machine_reading(voice=make_read_voice(engagement), codes={"Staff": 0.9}, sure=True)  # read already
    for name in ("Waiting", "Parking"):
        make_machine_reading(voice=queries.voice_for(engagement, _clean(engagement)), codes={name: 0.95}, sure=True)
    actions.change_code(code_of(engagement, "Waiting"), engagement=engagement, name="Queues", meaning="", why=WHY, by=alice)
    actions.split_code(code_of(engagement, "Parking"), engagement=engagement, why=WHY,
                       parts=[{"name": "Price"}, {"name": "Room"}], by=alice)  # fmt: skip
    assert actions.confirm_sure(engagement, by=alice) == 1
    assert counts(engagement) == {"Queues": 1}


def _clean(engagement: Engagement) -> int:
    from antiphon.insight.tests.factories import make_clean_voice

    return make_clean_voice(engagement).pk


def test_who_may_change_codes(engagement, alice):
    shared = code_of(engagement, "Waiting")
    with pytest.raises(PermissionDenied):
        actions.retire_code(shared, engagement=engagement, by=make_user(role="reader", organisation=engagement.owner))
    with pytest.raises(Http404):
        actions.retire_code(shared, engagement=engagement, by=make_user(role="analyst"))
    other = make_frame_use().frame.codes.first()
    with pytest.raises(Refused, match="not used in this engagement"):
        actions.retire_code(other, engagement=engagement, by=alice)


def test_an_example_is_a_comment_with_the_code(engagement, alice):
    voice, other = make_read_voice(engagement, "Waiting"), make_read_voice(engagement, "Parking")
    code = code_of(engagement, "Waiting")
    with pytest.raises(Refused, match="Nobody has given"):
        actions.choose_example(code, voice=other, by=alice)
    actions.choose_example(code, voice=voice, by=alice)
    assert [one.examples for one in codebook.entries(engagement, with_examples=True) if one.examples] == [(voice,)]
    voice.status, voice.clean_words = "needs_eyes", ""
    voice.save(update_fields=["status", "clean_words"])
    assert not any(one.examples for one in codebook.entries(engagement, with_examples=True))


def test_the_codebook_as_a_file_holds_no_comment_and_can_be_taken_in_again(engagement, alice):
    voice = make_read_voice(engagement, "Waiting", words="A sentence that one person wrote.")
    make_code_example(code=code_of(engagement, "Waiting"), voice=voice)
    table = codebook.as_table(engagement)
    assert table[0][:3] == ["code", "group", "meaning"]
    assert "one person wrote" not in str(table)
    assert next(row for row in table if row[0] == "Waiting")[-1] == "fewer than 10"
    other = make_coded_engagement()
    lines = codebook.read_table(b"code,meaning,examples\nBuses,How they run,late again|no bus\nWaiting,Longer\n")
    bob = make_user(role="analyst", organisation=other.owner)
    assert actions.import_codebook(other, lines=lines, by=bob) == (1, 1)
    assert own(other, "Buses").examples == ["late again", "no bus"]
    assert own(other, "Waiting").meaning == "Longer"
    with pytest.raises(Refused, match="says nothing"):
        actions.import_codebook(other, lines=lines, by=bob)


@pytest.mark.parametrize(("text", "reason"), [
    ("name\nBuses\n", "One of them is “code”"),
    ("code\n", "at least one row"),
    ("", "One of them is “code”"),
    ("code,meaning\nBuses,\n,no name\nbuses,twice\n=cmd(),\nA,b,c\n", "Nothing was taken in"),
])  # fmt: skip
def test_a_codebook_that_is_wrong_is_refused_whole(text, reason):
    with pytest.raises(BadFile, match=reason) as found:
        codebook.read_table(text.encode())
    if found.value.rows:
        assert [number for number, _ in found.value.rows] == [3, 4, 5, 6]


def test_a_codebook_in_another_encoding_or_too_long_is_refused():
    with pytest.raises(BadFile, match="UTF-8"):
        codebook.read_table("code\ncafé\n".encode("latin-1"))
    with pytest.raises(BadFile, match="at most 500"):
        codebook.read_table(("code\n" + "".join(f"c{n}\n" for n in range(501))).encode())
    with pytest.raises(BadFile, match="too large"):
        codebook.read_table(b"x" * 2_000_001)


def test_the_codebook_for_other_tools_is_xml_with_groups(engagement):
    from xml.etree import ElementTree

    root = ElementTree.fromstring(codebook.as_qda(engagement))
    space = "{urn:QDA-XML:codebook:1.0}"
    assert root.tag == f"{space}CodeBook"
    names = [code.get("name") for code in root.iter(f"{space}Code")]
    assert names == ["General", "Parking", "Staff", "Waiting"]


def test_the_codebook_takes_few_queries(engagement, django_assert_max_num_queries):
    for _ in range(5):
        make_read_voice(engagement, "Waiting")
    with django_assert_max_num_queries(5):
        codebook.entries(engagement, with_examples=True)
