"""The text coder keeps its contract, explains itself, and codes plain comments as a person would."""

import csv
import gzip
import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from antiphon.insight.coders import quick
from antiphon.insight.coders.base import STANCES, Coder, Comment
from antiphon.insight.coders.coded_file import FileRefused, code_file, write_coded
from antiphon.insight.coders.evaluation import measure_codes
from antiphon.insight.coders.labelled import folds_of, read_labelled
from antiphon.insight.coders.vectors import MINIMUM_COMMENTS, Vectoriser
from antiphon.insight.coders.words import clauses_of, normalise, question_kind, says_nothing
from antiphon.insight.frames import load_frame

FRAME = load_frame("patient_feedback")
CODER = quick.load()

# Sentences of our own, none of them a phrase of the frame, each with a code that a person would expect.
EXPECTED = [
    ("Thank you all so much, you were brilliant", "Positive experience & gratitude"),
    ("I have no complaints, excellent from beginning to end", "Positive experience & gratitude"),
    ("A well organised clinic that runs smoothly", "Organisation & efficiency"),
    ("The NHS needs more money from the government", "Funding & use of financial resources"),
    ("I felt safe on the ward", "Feeling safe"),
    ("The receptionist was rude to my father", "Staff manner & personal attributes"),
    ("All the nurses were kind, caring and friendly", "Staff manner & personal attributes"),
    ("The staff need more training in learning disability", "Competence & training"),
    ("There were not enough nurses on the ward at the weekend", "Staffing levels & responsiveness"),
    ("Good communication", "Unspecified communication"),
    ("The doctor did not listen to me at all", "Staff listening, understanding & involving patients"),
    ("The nurse explained the procedure clearly and answered my questions", "Information directly from staff during care"),
    ("The leaflets and handouts were helpful", "Information provision & guidance"),
    (
        "We were not kept informed about what was going on",
        "Being kept informed, clarity & consistency of information",
    ),
    ("They would not let my husband come in with me to visit", "Interaction with family/ carers"),
    ("It took an hour on hold before anybody answered the phone", "Contacting services"),
    ("They cancelled my appointment without telling me", "Appointment arrangements"),
    ("I prefer a face to face appointment, not a video call", "Appointment method"),
    ("Waited seven hours in A&E to be seen", "Timeliness of care"),
    ("the ambulance arrived very quickly", "Timeliness of care"),
    ("It is a long way to travel, I would like somewhere closer to home", "Service location"),
    ("The transport driver was late to pick me up from the clinic", "Transport to/ from services"),
    ("There was nowhere to park the car", "Parking"),
    ("A different doctor each time and nobody followed up my referral", "Continuity of care"),
    ("I was discharged too early without any support at home", "Discharge"),
    ("My medication was changed and I was given the wrong tablets", "Supplying & understanding medication"),
    ("Left in pain all night without any pain relief", "Pain management"),
    ("I want more leave from the ward and to come off my section", "Mental Health Act"),
    ("More activities on the ward, like art and walks in the garden", "Activities & access to fresh air"),
    ("The tv and the wifi were not working", "Electronic entertainment"),
    ("The toilets and the floors were dirty", "Cleanliness, tidiness & infection control"),
    ("The chairs are uncomfortable and the building needs decorating", "Environment, facilities & equipment"),
    ("The food was cold and there was no choice", "Food & drink provision & facilities"),
    ("Too much noise at night, I could not sleep", "Sensory experience"),
    ("noone lisened to what i was saying", "Staff listening, understanding & involving patients"),
    ("Nurses were freindly and profesional", "Staff manner & personal attributes"),
]


def codes_of(text: str, question: str = "") -> set[str]:
    (reading,) = CODER.suggest([Comment(text, question)])
    return {suggestion.code for suggestion in reading.suggestions}


# ------------------------------------------------------------------------------------------- frame


def test_frame_holds_32_codes_each_explained_and_exemplified() -> None:
    names = [code.name for code in FRAME.codes]
    assert len(names) == len(set(names)) == 32
    for code in FRAME.codes:
        assert code.group
        assert code.meaning.endswith(".")
        assert 15 <= len(code.examples) <= 20, code.name
        assert ";" not in code.name, "the coded file separates codes with a semicolon"
    phrases = [normalise(phrase) for code in FRAME.codes for phrase in code.examples]
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize("name", ["no_such_frame", "../frames/patient_feedback", ""])
def test_a_frame_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(LookupError, match=re.escape(repr(name))):
        load_frame(name)


# ---------------------------------------------------------------------------------------- contract


def test_the_coder_keeps_the_contract() -> None:
    coder: Coder = CODER
    assert coder.name == "quick"
    assert coder.version.startswith("patient_feedback-")
    assert coder.codes == tuple(code.name for code in FRAME.codes)
    readings = coder.suggest([Comment(text) for text, _ in EXPECTED])
    assert len(readings) == len(EXPECTED)
    for reading in readings:
        confidences = [suggestion.confidence for suggestion in reading.suggestions]
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 < confidence < 1 for confidence in confidences)
        assert {suggestion.code for suggestion in reading.suggestions} <= set(coder.codes)
        assert reading.stance in STANCES
        assert 0 <= reading.stance_confidence <= 1


def test_no_comments_give_no_readings() -> None:
    assert CODER.suggest([]) == []


def test_readings_do_not_depend_on_company_or_order() -> None:
    comments = [Comment(text, "What could we do better?") for text, _ in EXPECTED]
    together = CODER.suggest(comments)
    assert [CODER.suggest([comment])[0] for comment in comments] == together
    assert CODER.suggest(comments[::-1]) == together[::-1]
    assert quick.from_bytes("patient_feedback", CODER.weights.to_bytes()).suggest(comments) == together


@pytest.mark.parametrize("text", ["", "   ", "\n\t", ".", "?!", "12345", "Did not answer", "DID NOT ANSWER.", "😀"])
def test_a_comment_without_words_is_called_blank_and_nothing_else(text: str) -> None:
    (reading,) = CODER.suggest([Comment(text)])
    assert [suggestion.code for suggestion in reading.suggestions] == [quick.BLANK_CODE]
    assert (reading.stance, reading.stance_confidence, reading.sure) == ("unclear", 0.0, True)


def test_nothing_is_an_answer_and_its_meaning_hangs_on_the_question() -> None:
    assert codes_of("Nothing", "How could we improve?") == {"Positive experience & gratitude"}
    assert codes_of("Nothing", "What was good?") == set()


def test_a_very_long_comment_and_odd_letters_are_read() -> None:
    long = "The food was cold. " * 3_000
    assert "Food & drink provision & facilities" in codes_of(long)
    assert CODER.suggest([Comment("Za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105 \u4f60\u597d \x00 \u202e")])


@pytest.mark.parametrize(("text", "code"), EXPECTED)
def test_a_plain_comment_is_coded_as_a_person_would(text: str, code: str) -> None:
    assert code in codes_of(text)


def test_the_sentences_above_are_not_the_frame_s_phrases() -> None:
    phrases = {normalise(phrase) for code in FRAME.codes for phrase in code.examples}
    assert not phrases & {normalise(text) for text, _ in EXPECTED}
    assert len(EXPECTED) >= 30


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Everyone was wonderful, thank you", "positive"),
        ("Excellent care from friendly staff", "positive"),
        ("Disgusting, I was ignored and left in pain for hours", "negative"),
        ("Waited far too long and nobody cared", "negative"),
    ],
)
def test_stance(text: str, stance: str) -> None:
    assert CODER.suggest([Comment(text)])[0].stance == stance


# ------------------------------------------------------------------------------------- explanation


@pytest.mark.parametrize(
    "text", ["The food was cold. The nurses were lovely but I waited hours!", "cold food", "Food was cold, COLD food"]
)
def test_the_parts_of_an_explanation_add_up_to_the_confidence(text: str) -> None:
    question = "How could we improve?"
    confidence = CODER.probabilities([Comment(text, question)])[0][0]
    for column, code in enumerate(CODER.codes):
        total = sum(part for _, part in CODER.explain(text, code, question)) + CODER.explanation_base(text, code)
        assert min(max(1 / (1 + math.exp(-total)), 0.01), 0.99) == pytest.approx(float(confidence[column]), abs=1e-3)


def test_the_words_that_drove_a_suggestion_come_first() -> None:
    parts = CODER.explain("The nurses were kind but the food was cold", "Food & drink provision & facilities")
    assert parts[0][0] == "food"
    assert parts[0][1] > 0
    with pytest.raises(LookupError, match="no code called 'Weather'"):
        CODER.explain("It rained", "Weather")


# --------------------------------------------------------------------------------- what the weights hold


def test_no_number_address_or_link_can_stand_in_the_vocabulary() -> None:
    features = CODER.weights.vectoriser.features
    assert not [feature for feature in features if re.search(r"\d|@|www|http", feature)]
    assert not [feature for feature in features if not re.fullmatch(r"([wc]:|\?[a-z]+:?)[a-z# ]*", feature)]
    assert len(features) == len(set(features))


def test_weights_are_small_finite_and_stored_alike_each_time() -> None:
    stored = CODER.weights.to_bytes()
    assert stored == CODER.weights.to_bytes()
    assert len(stored) < 4_000_000
    assert np.isfinite(CODER.weights.words).all()
    assert ((CODER.weights.threshold > 0) & (CODER.weights.threshold < 1)).all()


def test_weights_for_an_unknown_frame_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="'weather'"):
        quick.load("weather")
    with pytest.raises(LookupError, match="patient_feedback"):
        quick.load("patient_feedback", tmp_path)


# ------------------------------------------------------------------------------------ reading words


def test_the_normal_form_keeps_words_and_drops_what_could_identify() -> None:
    assert normalise("  The NURSE\u2019s   caf\u00e9, isn't it? ") == "the nurses cafe isnt it"
    assert normalise("Ring 0191 496 0000 or jo@example.org, https://example.org/x") == "ring # # # or"
    assert normalise("Thank you [name], I rang [phone number]") == "thank you i rang"
    assert says_nothing(normalise("..."))
    assert says_nothing("")
    assert not says_nothing("nothing")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What was good?", "good"),
        ("How could we improve?", "improve"),
        ("What could we do better?", "improve"),
        ("Tell us what was good and what could be better", "open"),
        ("FFT Why?", "open"),
        ("", ""),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str) -> None:
    assert question_kind(question) == kind


def test_clauses() -> None:
    assert clauses_of("Staff were kind") == []
    assert clauses_of("Staff were kind but the room was cold. Ok.") == [
        ["staff", "were", "kind"],
        ["the", "room", "was", "cold"],
    ]


def test_the_vectoriser_keeps_only_what_several_different_comments_share() -> None:
    def read(text: str) -> tuple[list[str], str]:
        return normalise(text).split(), ""

    rare = [read("zebra crossing")] * 10 + [read("zebra"), read("crossing again"), read("again")]
    assert not [feature for feature in Vectoriser.learn(rare).features if "zebra" in feature]
    assert MINIMUM_COMMENTS >= 3
    common = Vectoriser.learn([*rare, read("a zebra")])
    assert "w:zebra" in common.features
    row = common.rows([read("zebra"), read("nothing known"), read("")]).toarray()
    assert np.linalg.norm(row[0]) == pytest.approx(math.sqrt(2), abs=1e-5)  # words and letters, length one each
    assert not row[2].any()


# ------------------------------------------------------------------------------------- measurement


def test_figures_are_counted_as_defined() -> None:
    truth = np.array([[1, 0], [1, 0], [1, 1], [1, 0], [1, 0], [0, 0]], dtype=float)
    given = np.array([[1, 1], [1, 0], [1, 1], [0, 0], [0, 0], [1, 0]], dtype=float)
    figures = measure_codes(("a", "b"), truth, given, given * 0.9)
    assert (figures.per_code[0].precision, figures.per_code[0].recall) == (0.75, 0.6)
    assert figures.codes_counted == 1, "a code with one comment is no average"
    assert figures.macro_f1 == figures.per_code[0].f1 == pytest.approx(2 / 3)
    assert figures.micro_f1 == pytest.approx(2 * 4 / (6 + 6))
    assert figures.calibration_error == pytest.approx(0.9 - 4 / 6)


def test_labelled_rows_with_the_same_words_become_one_comment_by_majority(tmp_path: Path) -> None:
    path = tmp_path / "labelled.csv"
    header = ["text", "question", "sentiment", "v7:A", "v7:B"]
    rows = [
        ["All good!", "Why?", "1", "1", "0"],
        ["all  good", "Why?", "2", "1", "1"],
        ["ALL GOOD.", "Why?", "5", "0", "0"],
        ["Bad", "Why?", "", "0", "1"],
    ]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    labelled = read_labelled(path, ["A", "B"])
    assert labelled.normal == ("all good", "bad")
    assert labelled.codes.tolist() == [[1, 0], [0, 1]]
    assert labelled.stance.tolist() == [0, -1]
    with pytest.raises(ValueError, match="v7:C"):
        read_labelled(path, ["A", "C"])


def test_the_same_words_never_fall_on_both_sides_of_a_split() -> None:
    words = [f"comment {number % 50}" for number in range(200)]
    fold = folds_of(words, 4, "seed")
    assert len({(text, number) for text, number in zip(words, fold, strict=True)}) == 50
    assert set(fold) == {0, 1, 2, 3}
    assert fold.tolist() == folds_of(words, 4, "seed").tolist()


# -------------------------------------------------------------------------------------- coded files

WriteFile = Callable[..., Path]


@pytest.fixture
def comments_file(tmp_path: Path) -> WriteFile:
    def write(content: str | bytes, name: str = "comments.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_a_file_is_coded_row_by_row(comments_file: WriteFile, tmp_path: Path) -> None:
    source = comments_file(
        '\ufeffid,text,question\n7,"The food was cold, and the nurse was rude",How could we improve?\n2,,Why?\n'
        "a b,Nothing,What was good?\n"
    )
    target = tmp_path / "codes.csv"
    call_command("code_comments", "--in", str(source), "--out", str(target))
    with target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["7", "2", "a b"]
    assert set(rows[0]["codes"].split(";")) >= {"Food & drink provision & facilities"}
    assert len(rows[0]["codes"].split(";")) == len(rows[0]["confidence"].split(";"))
    assert re.fullmatch(r"0\.\d{3}(;0\.\d{3})*", rows[0]["confidence"])
    assert rows[1]["codes"] == "Labelling not possible"
    assert (rows[2]["codes"], rows[2]["confidence"]) == ("", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["codes.csv", "comments.csv"]


def test_without_ids_a_comment_goes_by_its_number_in_the_file(comments_file: WriteFile, tmp_path: Path) -> None:
    source, target = comments_file("number,text\nA,The parking was awful\nB,The parking was awful\n"), tmp_path / "codes.csv"
    assert code_file(CODER, source, target) == 2
    ids, codes = zip(*(line.split(",")[:2] for line in target.read_text().splitlines()), strict=True)
    assert ids == ("id", "1", "2")
    assert codes[1] == codes[2]
    assert "Parking" in codes[1].split(";")


def test_gzipped_files_in_and_out(comments_file: WriteFile, tmp_path: Path) -> None:
    source = comments_file(gzip.compress(b"text,id\nThe parking was awful,1\n"), "comments.csv.gz")
    target = tmp_path / "codes.csv.gz"
    assert code_file(CODER, source, target) == 1
    assert gzip.decompress(target.read_bytes()).decode().splitlines()[1].startswith("1,Parking")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("comments.csv", "number,words\n1,hello\n", "has no column called text"),
        ("comments.csv", "id,words\n1,hello\n", "has no column called text"),
        ("comments.csv", "", "has no column called text"),
        ("comments.csv", "id,text\n1,a\n2,b\n1,c\n2,d\n", "the same id: 1, 2"),
        ("comments.csv", "id,text\n1,a\n,b\n", "comment 2 has no id"),
        ("comments.csv", b"id,text\n1,caf\xe9\n", "is not UTF-8"),
        ("comments.csv", 'id,text\n1,"never closed\n', "is not a CSV file"),
        ("comments.csv.gz", "id,text\n1,a\n", "cannot be read"),
        ("comments.csv.gz", gzip.compress(b"id,text\n1,a\n" * 500, mtime=0)[:-12], "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_coded_is_refused_and_nothing_is_left(
    comments_file: WriteFile, tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    source, target = comments_file(content, name), tmp_path / "codes.csv"
    with pytest.raises(CommandError, match=re.escape(message)):
        call_command("code_comments", "--in", str(source), "--out", str(target))
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_files_that_are_not_there_are_named(comments_file: WriteFile, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"There is no file .*absent\.csv"):
        code_file(CODER, tmp_path / "absent.csv", tmp_path / "codes.csv")
    source = comments_file("id,text\n1,a\n")
    with pytest.raises(FileRefused, match="cannot be written: no such file or directory"):
        code_file(CODER, source, tmp_path / "absent" / "codes.csv")
    with pytest.raises(FileRefused, match="choose another name"):
        code_file(CODER, source, source)


def test_a_file_half_written_never_takes_the_place_of_a_whole_one(tmp_path: Path) -> None:
    target = tmp_path / "codes.csv"
    target.write_text("what was there before")

    def breaking() -> object:
        yield ("1", "Parking", "0.900")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_coded(target, breaking())  # type: ignore[arg-type]
    assert target.read_text() == "what was there before"
    assert [path.name for path in tmp_path.iterdir()] == ["codes.csv"]


def test_training_without_data_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no fft_comments_labelled_train\.csv\.gz"):
        call_command("train_coder", "--data", str(tmp_path), "--out", str(tmp_path))
