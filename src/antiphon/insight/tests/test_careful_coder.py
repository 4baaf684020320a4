"""The careful coder: the quick coder's contract, with a sentence encoder beside it, and no network."""

import socket
import sys
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from antiphon.insight.coders import careful, local, quick
from antiphon.insight.coders.base import STANCES, Comment
from antiphon.insight.coders.careful_lessons import FRAMES, columns, key_of, phrase_lesson, read_unseen, write_unseen
from antiphon.insight.coders.tokens import LONGEST, Tokens, in_batches
from antiphon.insight.frames import load_frame

COMMENTS = [
    Comment("The food was cold and the nurse was rude", "How could we improve?"),
    Comment("I waited six hours to be seen"),
    Comment("Nothing", "What could we do better?"),
    Comment("They rang my daughter every day to tell her how I was"),
    Comment("Za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105 \u4f60\u597d \x00 \u202e"),
    Comment("very long " * 2_000),
]


@pytest.fixture(scope="module")
def coder() -> careful.CarefulCoder:
    return careful.load()


def test_the_careful_coder_keeps_the_contract(coder: careful.CarefulCoder) -> None:
    assert coder.name == "careful"
    assert coder.version.startswith("patient_feedback-careful-")
    assert coder.codes == tuple(code.name for code in load_frame("patient_feedback").codes)
    readings = coder.suggest(COMMENTS)
    for reading in readings:
        confidences = [suggestion.confidence for suggestion in reading.suggestions]
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 < confidence < 1 for confidence in confidences)
        assert reading.stance in STANCES
    found = [{one.code for one in reading.suggestions} for reading in readings]
    assert found[0] >= {"Food & drink provision & facilities", "Staff manner & personal attributes"}
    assert "Timeliness of care" in found[1]
    assert found[2] == {"Positive experience & gratitude"}


def test_readings_depend_little_on_company_and_never_on_order(coder: careful.CarefulCoder) -> None:
    # whole numbers of eight bits are scaled to what is read together, so company moves a probability a little
    together = coder.probabilities(COMMENTS)[0]
    alone = np.vstack([coder.probabilities([one])[0] for one in COMMENTS])
    assert np.abs(together - alone).max() < 0.1
    assert coder.suggest(COMMENTS) == coder.suggest(COMMENTS)
    assert coder.suggest(COMMENTS[::-1]) == coder.suggest(COMMENTS)[::-1]


def test_blank_comments_are_coded_by_rule(coder: careful.CarefulCoder) -> None:
    readings = coder.suggest([Comment(""), Comment("Did not answer"), COMMENTS[0]])
    assert [reading.suggestions[0].code for reading in readings[:2]] == [quick.BLANK_CODE] * 2
    assert readings[0].sure
    assert coder.suggest([]) == []


def test_what_is_sure_has_no_code_in_between(coder: careful.CarefulCoder) -> None:
    low, high = coder.weights.sure_band
    confidence = coder.probabilities(COMMENTS)[0]
    for chances, reading in zip(confidence, coder.suggest(COMMENTS), strict=True):
        assert reading.sure == (not ((chances > low) & (chances < high)).any())


def test_the_word_that_matters_most_comes_first(coder: careful.CarefulCoder) -> None:
    parts = coder.explain("The nurses were kind but the food was cold", "Food & drink provision & facilities")
    assert parts[0][0] == "food"
    assert parts[0][1] > 0
    with pytest.raises(LookupError, match="no code called 'Weather'"):
        coder.explain("It rained", "Weather")
    assert coder.explanation_base("", coder.codes[0]) < 0


def test_it_reads_both_frames_and_refuses_others() -> None:
    assert len(careful.load("patient_feedback_44").codes) == 44
    with pytest.raises(LookupError, match="'weather'"):
        careful.load("weather")
    with pytest.raises(LookupError, match="code frame is called"):
        careful.load("../weights/x")


def test_no_socket_is_opened(coder: careful.CarefulCoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    careful.load.cache_clear()
    careful._reader.cache_clear()
    assert careful.load().suggest(COMMENTS[:2])
    assert quick.load().suggest(COMMENTS[:2])


def test_the_command_codes_a_file_with_either_coder_and_frame(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,text\n1,The food was cold\n2,\n")
    for frame in FRAMES:
        for name in ("quick", "careful"):
            target = tmp_path / f"{name}-{frame}.csv"
            call_command("code_comments", "--in", str(source), "--out", str(target), "--coder", name, "--frame", frame)
            lines = target.read_text().splitlines()
            assert lines[0] == "id,codes,confidence"
            assert lines[1].startswith("1,Food & drink provision & facilities")
            assert lines[2] == "2,Labelling not possible,0.990"


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    careful.load.cache_clear()
    careful._reader.cache_clear()
    source = tmp_path / "in.csv"
    source.write_text("id,text\n1,The food was cold\n")
    with pytest.raises(CommandError, match=rf"needs {package}, .*pip install 'antiphon\[careful\]'"):
        call_command("code_comments", "--in", str(source), "--out", str(tmp_path / "out.csv"), "--coder", "careful")
    assert not (tmp_path / "out.csv").exists()


def test_the_weights_are_small_and_stored_alike_each_time(coder: careful.CarefulCoder) -> None:
    place = Path(careful.__file__).parent / "weights"
    files = [careful.ENCODER, careful.VOCABULARY, "patient_feedback.npz", "patient_feedback.careful.npz"]
    assert sum((place / file).stat().st_size for file in files) <= 30_000_000
    stored = (place / "patient_feedback.careful.npz").read_bytes()
    assert careful.Blend.from_bytes(stored).to_bytes() == stored
    assert ((coder.threshold > 0) & (coder.threshold < 1)).all()


def test_a_local_coder_can_start_from_its_linear_half(coder: careful.CarefulCoder) -> None:
    learnt = local.learn(load_frame("patient_feedback"), [], coder)
    assert "Parking" in {one.code for one in learnt.suggest([Comment("There is nowhere to park the car")])[0].suggestions}


def test_batches_hold_every_comment_once_with_its_words() -> None:
    numbered = [[1] * length for length in (5, 1, 9, 3, 3, 40)]
    seen = {}
    for rows, numbers, mask in in_batches(numbered, 20):
        assert numbers.size <= 20 or len(rows) == 1
        for row, said, there in zip(rows, numbers, mask, strict=True):
            seen[int(row)] = (int(said.sum()), int(there.sum()))
    assert seen == {row: (len(said), len(said)) for row, said in enumerate(numbered)}
    assert in_batches([], 20) == []


def test_the_reader_hides_details_and_stops_at_its_longest() -> None:
    tokens = Tokens(Path(careful.__file__).parent / "weights" / careful.VOCABULARY)
    plain, detailed, masked = tokens.of(
        [Comment("Ring # please"), Comment("Ring 0191 496 0000 please jo@example.org"), Comment("Ring [name] # please")]
    )
    assert plain == detailed == masked
    assert len(tokens.of([Comment("word " * 500)])[0]) == LONGEST
    good, improve = tokens.of([Comment("nothing", "What was good?"), Comment("nothing", "What could we do better?")])
    assert good != improve


def test_unseen_scores_are_kept_by_a_hash_without_a_word(tmp_path: Path) -> None:
    comments = [Comment("The food was cold"), Comment("The food was cold", "What was good?")]
    scores = np.arange(2 * len(columns()), dtype=float).reshape(2, -1) / 8
    path = tmp_path / "unseen.csv.gz"
    write_unseen(path, comments, scores)
    found = read_unseen(path, [*comments[::-1], Comment("Never seen")])
    assert np.allclose(found[:2], scores[::-1], atol=0.01)
    assert np.isnan(found[2]).all()
    assert key_of(comments[0]) != key_of(comments[1])
    assert key_of(comments[0]) == key_of(Comment("the FOOD was cold!"))


def test_the_encoder_s_columns_are_both_frames_and_the_stances() -> None:
    names = columns()
    assert len(names) == len(set(names)) == 32 + 15 + 3
    lesson = phrase_lesson()
    assert len(lesson.comments) == sum(len(code.examples) for code in load_frame("patient_feedback").codes)
    assert lesson.marks.sum(axis=1).tolist() == [1.0] * len(lesson.comments)
