"""Making free text safe: what is masked, what is left, and what waits for a person."""

import csv
import json
import os
import socket
import string
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.voices.deidentification import (
    MASKS,
    Kind,
    deidentify,
    harm_score,
    harm_weights,
    name_model,
    name_sounds,
    screen_harm,
)
from antiphon.voices.deidentification.found import Found
from antiphon.voices.deidentification.name_lists import look_up, words_in
from antiphon.voices.tests import safe_set

many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.sampled_from(
    # Words that tend to pull one another into names, addresses and numbers.
    [
        "the",
        "nurse",
        "was",
        "kind",
        "and",
        "my",
        "mother",
        "waited",
        "Grace",
        "Will",
        "14",
        "Mill",
        "Lane",
        "LS6",
        "2AB",
        "Dr",
        "Patel",
        "[name]",
        "called",
        "ewa",
        "Thanks",
        "to",
        "-",
        ".",
        ",",
        "\n",
        "call",
        "me",
        "on",
        "07700",
        "900123",
        "born",
        "12/03/1956",
        "Rose",
        "ward",
        "St",
        "Thomas'",
        "Keziah",
        "explained",
        "x@example.org",
        "St.",
        "Mrs",
    ]
)
COMMENTS = st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=120))
FILLERS = st.sampled_from(["The wait was long.", "Please ring.", "thank you so much", "We are still waiting", ""])


def _nhs_number(nine: str) -> str | None:
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
    return None if check == 10 else nine + str(0 if check == 11 else check)


NHS_NUMBERS = st.text(string.digits, min_size=8, max_size=8).map(lambda rest: _nhs_number("4" + rest)).filter(bool)


def sure(text: str) -> list[Found]:
    return [found for found in deidentify(text).found if found.sure]


def masked_as(text: str, detail: str) -> Kind | None:
    """The kind under which the whole of `detail` is masked in `text`."""
    start = text.index(detail)
    for found in sure(text):
        if found.start <= start and start + len(detail) <= found.end:
            return found.kind
    return None


def test_it_works() -> None:
    safe = deidentify("My name is Ewa Kowalczyk. Ring 07700 900123 or write to ewa@example.org. The food was cold.")
    assert safe.text == "My name is [name]. Ring [phone number] or write to [email address]. The food was cold."
    assert not safe.doubtful
    assert [found.kind for found in safe.found] == [Kind.NAME, Kind.PHONE, Kind.EMAIL]


# -- what holds for any text


@many
@given(COMMENTS)
def test_masks_never_overlap_and_the_rest_is_untouched(text: str) -> None:
    safe = deidentify(text)
    rebuilt, at = "", 0
    for found in sorted(found for found in safe.found if found.sure):
        assert at <= found.start < found.end <= len(text)
        rebuilt += text[at : found.start] + MASKS[found.kind]
        at = found.end
    assert rebuilt + text[at:] == safe.text
    for one, two in zip(safe.found, safe.found[1:], strict=False):
        assert not one.overlaps(two)


@many
@given(COMMENTS)
def test_a_safe_text_stays_as_it_is(text: str) -> None:
    once = deidentify(text).text
    assert deidentify(once).text == once


@many
@given(COMMENTS)
def test_doubt_has_a_reason_and_no_mask(text: str) -> None:
    safe = deidentify(text)
    assert safe.doubtful == bool(safe.reasons) == any(not found.sure for found in safe.found)


@many
@given(NHS_NUMBERS, st.sampled_from(["{0}{1}{2}", "{0} {1} {2}", "{0}-{1}-{2}"]), FILLERS, FILLERS)
def test_any_valid_nhs_number_is_masked(number: str, written: str, before: str, after: str) -> None:
    detail = written.format(number[:3], number[3:6], number[6:])
    assert masked_as(f"{before} {detail} {after}", detail) is not None


@many
@given(st.from_regex(r"(\+44 ?|0)7[0-9]{3} ?[0-9]{3} ?[0-9]{3}", fullmatch=True), FILLERS, FILLERS)
def test_any_mobile_number_is_masked(number: str, before: str, after: str) -> None:
    assert masked_as(f"{before} {number} {after}", number) is not None


@many
@given(st.from_regex(r"[a-z][a-z0-9._]{0,12}[a-z0-9]@[a-z]{2,10}\.(com|co\.uk|org|net)", fullmatch=True), FILLERS, FILLERS)
def test_any_email_is_masked(address: str, before: str, after: str) -> None:
    assert masked_as(f"{before} {address} {after}", address) is Kind.EMAIL


# -- kinds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nhs no: 943 476 5919", "nhs no: [NHS number]"),
        ("It is +44 7020020097 today", "It is [phone number] today"),
        ("Ring (0113) 496 0456 please", "Ring [phone number] please"),
        ("lowenna at gmail dot com", "[email address]"),
        ("I live at Flat 3, 22 Harbour Street, LS6", "I live at [address]"),
        ("LS6 has no dentist", "LS6 has no dentist"),
        ("The clinic at LS6 2AB is shut", "The clinic at [postcode] is shut"),
        ("NI number JX 12 34 56 C", "NI number [National Insurance number]"),
        ("d.o.b. 3.4.62", "d.o.b. [date of birth]"),
        ("Seen on 12/03/2024", "Seen on 12/03/2024"),
        ("see facebook.com/keziah.b now", "see [web link] now"),
        ("www.nhs.uk is clear", "www.nhs.uk is clear"),
        ("I am @keziah_b there", "I am [social media name] there"),
        ("hospital number RX1234567", "hospital number [reference number]"),
        ("my car NX12 KLM was fined", "my car [vehicle registration] was fined"),
        ("Margaret's care was poor", "[name]'s care was poor"),
        ("thanks to margaret and steve", "thanks to [name] and [name]"),
        ("A warm welcome every time - Jean P", "A warm welcome every time - [name]"),
        ("MRS OKAFOR WAS LEFT ALONE IN A CORRIDOR", "MRS [name] WAS LEFT ALONE IN A CORRIDOR"),
        ("Nurse Grace was kind", "Nurse [name] was kind"),
        ("Dr. O'Neill and Mr Lewandowski-Smith", "Dr. [name] and Mr [name]"),
        ("In my letter of the 4th. A. J. Fothergill, 07700 900123", "In my letter of the 4th. [name], [phone number]"),
        ("The U.K. Government said so", "The U.K. Government said so"),
    ],
)
def test_what_is_masked(text: str, expected: str) -> None:
    assert deidentify(text).text == expected


@pytest.mark.parametrize(
    "text",
    ["will was kind", "The number on it was 4821937", "It happened after 12/03/1956",
     "I am 84 years old from Alnwick with motor neurone disease"],
)  # fmt: skip
def test_what_is_in_doubt_waits_for_a_person(text: str) -> None:
    safe = deidentify(text)
    assert safe.doubtful
    assert safe.reasons
    assert safe.text == text


def test_offsets_are_those_of_the_original() -> None:
    text = "Ring 07700 900123 and ask for Margaret."
    assert [text[found.start : found.end] for found in deidentify(text).found] == ["07700 900123", "Margaret"]


def test_staff_names_can_be_kept_in_praise_only() -> None:
    praise, blame = "Nurse Margaret was so kind.", "Nurse Margaret was rude to me."
    assert deidentify(praise, keep_staff_names=True).text == praise
    assert deidentify(blame, keep_staff_names=True).text == "Nurse [name] was rude to me."
    assert deidentify("Mrs Okafor was so kind.", keep_staff_names=True).text == "Mrs [name] was so kind."


# -- the published set


@pytest.mark.parametrize(
    ("kind", "bar"),
    [(kind, 0.97 if kind is Kind.NAME else 0.99) for kind in Kind if kind is not Kind.RARE_COMBINATION],
)
def test_recall_on_the_synthetic_set(kind: Kind, bar: float) -> None:
    wanted = hit = 0
    for sentence in safe_set.sentences():
        covered = {at for found in sure(sentence.text) for at in range(found.start, found.end)}
        for of_kind, start, end in sentence.spans:
            wanted += of_kind is kind
            hit += of_kind is kind and covered.issuperset(range(start, end))
    assert hit >= bar * wanted > 0


def test_recall_on_sentences_no_rule_was_made_for() -> None:
    hits = []
    for sentence in safe_set.unseen_sentences():
        covered = {at for found in sure(sentence.text) for at in range(found.start, found.end)}
        hits += [covered.issuperset(range(start, end)) for _, start, end in sentence.spans]
    assert sum(hits) >= 0.97 * len(hits)


def test_no_trap_is_masked() -> None:
    caught = [trap for trap in safe_set.traps() if deidentify(trap).text != trap]
    assert len(caught) <= 2, caught


def test_the_set_is_large_enough_and_not_the_lists_over_again() -> None:
    assert len(safe_set.sentences()) >= 400
    assert len(safe_set.traps()) >= 150
    assert safe_set.unlisted_share() >= 0.3


def test_the_lists_are_sound() -> None:
    assert len(words_in("first_names.txt")) >= 2000
    assert len(words_in("surnames.txt")) >= 1500
    assert words_in("also_words.txt") <= words_in("first_names.txt") | words_in("surnames.txt")
    assert look_up("Ayşe").first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My nurse Agnieszka was lovely", "My nurse [name] was lovely"),
        ("spoke to mr okonkwo", "spoke to mr [name]"),
        ("All good. Regards, Priya Nair", "All good. Regards, [name]"),
        # No list holds these.
        ("thanks to wrzesława and tom", "thanks to [name] and [name]"),
        ("I COULD NOT FAULT DR ABDIKHEYRE", "I COULD NOT FAULT DR [name]"),
        ("We saw Anneloes van der Hofstede on Monday", "We saw [name] on Monday"),
        ("Peter Green was kind", "[name] was kind"),
        ("I live at Studio 91H, Davis Spur and nobody came", "I live at [address] and nobody came"),
        ("The letter went to 12 Smith Lodge, Port Harry, LS6 2AB", "The letter went to [address]"),
        ("send it to 65 davies well please", "send it to [address] please"),
    ],
)
def test_names_and_addresses_that_no_list_holds(text: str, expected: str) -> None:
    assert deidentify(text).text == expected


@pytest.mark.parametrize(
    "text",
    ["Byron House was clean", "Shotley Bridge is closed", "The recpetionist was rude", "I had a scan in Juen",
     "waited 30 minutes walk from here", "2 community nurses came", "Seen on ward 12 by 3 lovely staff"],
)  # fmt: skip
def test_places_and_slips_of_the_pen_stay(text: str) -> None:
    assert deidentify(text).text == text


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **named: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    look_up.cache_clear()
    for cached in (name_sounds._model, name_model._model, harm_weights._model):
        cached.cache_clear()
    for sentence in safe_set.unseen_sentences():
        assert deidentify(sentence.text).text
        assert harm_score(sentence.text) >= 0


# -- harm


@pytest.mark.parametrize(
    "text",
    [
        "I want to die and nobody listens", "She has been cutting herself again", "I took an overdose that night",
        "My husband hits me", "the carer slapped my mum", "He touched me inappropriately", "I don't feel safe at home",
        "He threatened me with a knife", "She was left in urine for hours", "Mum was left on the floor all night",
        "I am making a formal complaint", "My father died because nobody came", "They gave me the wrong medication",
        "I cannot see any reason to go on. There is no point in living", "My solicitor will be in touch",
        "children are at risk in that house", "the receptionist was racist",
    ],
)  # fmt: skip
def test_signs_of_harm_are_seen(text: str) -> None:
    assert screen_harm(text)


@pytest.mark.parametrize("text", ["The food was cold.", "Parking is dear.", "Everyone was kind and quick.", ""])
def test_plain_comments_show_no_harm(text: str) -> None:
    assert screen_harm(text) == []


# -- the command


def _file(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def test_the_command_writes_safe_text_and_what_was_found(tmp_path: Path) -> None:
    source = _file(tmp_path / "in.csv", [["id", "text", "ward"], ["1", "Ask for Margaret, é", "7"], ["2", "Fine\nfood", ""]])
    call_command("deidentify", "--in", str(source), "--out", str(tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["text"] for row in rows] == ["Ask for [name], é", "Fine\nfood"]
    assert json.loads(rows[0]["found"]) == [{"kind": "name", "start": 8, "end": 16, "sure": True}]
    assert [row["ward"] for row in rows] == ["7", ""]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"id,comment\n1,hello\n", "no column"), (b"text\n\xff\xfe\n", "UTF-8"), (b"", "no column"), (b"id,text\n1\n", "line 2")],
)
def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("deidentify", "--in", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_the_command_says_when_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no file"):
        call_command("deidentify", "--in", str(tmp_path / "no.csv"), "--out", str(tmp_path / "out.csv"))


def test_the_command_screens_a_file(tmp_path: Path) -> None:
    source = _file(tmp_path / "in.csv", [["id", "text"], ["1", "I want to end my life"], ["2", "The food was warm"], ["3", ""]])
    call_command("screen_harm", "--in", str(source), "--out", str(tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [list(row) for row in rows] == [["id", "text", "harm_score", "flag"]] * 3
    assert [row["flag"] for row in rows] == ["yes", "no", "no"]
    assert float(rows[0]["harm_score"]) > 0.9 > 0.5 > float(rows[1]["harm_score"]) >= float(rows[2]["harm_score"]) == 0
    assert rows[0]["text"] == "I want to end my life"


@pytest.mark.parametrize("word", ["deidentify", "screen-harm"])
def test_the_commands_run_alone_on_any_machine(tmp_path: Path, word: str) -> None:
    source = _file(tmp_path / "in.csv", [["text"], ["spoke to mr okonkwo"]])
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("ANTIPHON", "DJANGO", "DATABASE"))}
    command = [sys.executable, "-m", "antiphon.config", word, "--in", str(source), "--out", str(tmp_path / "out.csv")]
    done = subprocess.run(command, env=bare, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "1 rows" in done.stdout
    assert (tmp_path / "out.csv").exists()
