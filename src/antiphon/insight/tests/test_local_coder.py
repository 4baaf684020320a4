"""A coder learns from the decisions made in one engagement."""

import time

import pytest

from antiphon.insight.coders import local, quick
from antiphon.insight.coders.base import Comment
from antiphon.insight.coders.local import Correction
from antiphon.insight.frames import Frame, FrameCode

LIBRARY = Frame(
    "library",
    "The library",
    (
        FrameCode("Opening hours", "Place", "When the library is open.", (
            "open on Sundays please", "it shuts too early in the evening", "longer opening times", "closed when I get off work",
            "open at weekends", "the hours do not suit working people",
        )),
        FrameCode("Books", "Stock", "The books and what there is to read.", (
            "more novels", "the shelves are half empty", "good choice of books", "new books for children", "large print books",
            "nothing new to read",
        )),
        FrameCode("Computers", "Stock", "Computers, printing and the internet.", (
            "the printer never works", "slow computers", "free wifi is great", "I could not log in to the computer",
            "more computers needed", "internet is too slow",
        )),
    ),
)  # fmt: skip

DECIDED = [
    Correction(Comment(f"The {place} café was {how}"), frozenset({"Refreshments"}))
    for place in ("upstairs", "little", "new", "old")
    for how in ("lovely", "too dear", "shut", "full")
] + [
    Correction(Comment(f"{more} books about {what}"), frozenset({"Books"}))
    for more in ("More", "Fewer", "Better")
    for what in ("trains", "gardens", "history", "cooking")
]  # fmt: skip


def suggested(coder: quick.QuickCoder, text: str, question: str = "") -> list[str]:
    (reading,) = coder.suggest([Comment(text, question)])
    return [one.code for one in reading.suggestions]


def with_cafe() -> Frame:
    return Frame("library", "The library", (*LIBRARY.codes, FrameCode("Refreshments", "Place", "Eating here.", ())))


def test_phrases_alone_make_a_first_coder() -> None:
    coder = local.learn(LIBRARY, [])
    assert coder.codes == ("Opening hours", "Books", "Computers")
    assert suggested(coder, "Please open longer on Sunday evenings")[0] == "Opening hours"
    assert suggested(coder, "The printer is slow and never works")[0] == "Computers"
    (reading,) = coder.suggest([Comment("The printer is slow")])
    assert 0 < reading.suggestions[0].confidence < 1
    assert coder.explain("The printer is slow", "Computers")[0][0].startswith(("printer", "slow", "the printer"))


def test_a_code_without_a_phrase_is_learnt_from_decisions() -> None:
    before = local.learn(with_cafe(), [])
    after = local.learn(with_cafe(), DECIDED)
    assert "Refreshments" not in suggested(before, "I like the café")
    assert suggested(after, "I like the café") == ["Refreshments"]
    assert "Books" in suggested(after, "books about football")


def test_the_same_decisions_give_the_same_coder_and_it_survives_being_kept() -> None:
    one, two = (local.learn(with_cafe(), DECIDED) for _ in range(2))
    assert one.to_bytes() == two.to_bytes()
    kept = local.from_bytes(one.to_bytes(), "library")
    comments = [Comment("The café was shut"), Comment("more books"), Comment("")]
    assert kept.suggest(comments) == one.suggest(comments)
    assert kept.version == one.version
    assert one.version.startswith("library-")


def test_what_was_learnt_elsewhere_stays_until_decisions_say_otherwise() -> None:
    shipped = quick.load()
    food = "Food & drink provision & facilities"
    frame = Frame("ours", "Ours", (FrameCode(food, "", "Food.", ()), FrameCode("Meals on the ward", "", "Meals.", ())))
    coder = local.learn(frame, [], shipped, {"Meals on the ward": [food]})
    assert suggested(coder, "The food was cold and tasteless")[:2]
    assert set(suggested(coder, "The food was cold and tasteless")) == {food, "Meals on the ward"}
    assert coder.suggest([Comment("Everyone was wonderful, thank you")])[0].stance == "positive"
    no = [Correction(Comment(f"The food {was} {how}"), frozenset({food}))
          for was in ("was", "is", "has been") for how in ("cold", "tasteless", "awful", "late", "lovely", "hot")]  # fmt: skip
    told = local.learn(frame, no, shipped, {"Meals on the ward": [food]})
    before, after = (one.probabilities([Comment("The food was cold and tasteless")])[0][0] for one in (coder, told))
    assert after[1] < before[1] / 2
    assert after[0] >= 0.5


def test_words_of_other_frames_help_a_new_code_along() -> None:
    frame = Frame("ours", "Ours", (
        FrameCode("Delays", "", "Waiting too long.", ("waited two hours to be seen", "long delay", "kept waiting for ages")),
        FrameCode("Meals", "", "Meals.", ("the dinner was cold", "a tasty lunch", "more choice of meals")),
    ))  # fmt: skip
    alone, helped = local.learn(frame, []), local.learn(frame, [], quick.load())
    unlike = Comment("The ambulance took a very late and slow route")
    assert helped.probabilities([unlike])[0][0][0] > alone.probabilities([unlike])[0][0][0]


def test_blank_comments_unknown_codes_and_unknown_stances_teach_nothing() -> None:
    plain = local.learn(LIBRARY, [])
    odd = [Correction(Comment(""), frozenset({"Books"})), Correction(Comment("Did not answer"), frozenset({"Books"}), "cross")]
    assert local.learn(LIBRARY, odd).to_bytes() == plain.to_bytes()
    some = local.learn(LIBRARY, [Correction(Comment("more books"), frozenset({"Weather", "Books"}))])
    assert some.codes == plain.codes


def test_a_frame_without_a_code_or_a_phrase_is_no_trouble() -> None:
    assert local.learn(Frame("empty", "Empty", ()), []).suggest([Comment("hello")])[0].suggestions == ()
    bare = Frame("bare", "Bare", (FrameCode("One", "", "", ()),))
    assert suggested(local.learn(bare, []), "hello") == []


def test_learning_from_hundreds_of_decisions_takes_seconds() -> None:
    many = [
        Correction(Comment(f"{one.comment.text} on floor {'abcdefghijklmno'[number]} today"), one.codes)
        for number in range(12) for one in DECIDED
    ]  # fmt: skip
    start = time.process_time()
    local.learn(with_cafe(), many, quick.load())
    assert time.process_time() - start < 10


@pytest.mark.parametrize("names", [("Timetable",), ("Books", "Computers")])
def test_a_code_that_grew_from_others_starts_where_they_were(names: tuple[str, ...]) -> None:
    old = local.learn(LIBRARY, [])
    renamed = {"Timetable": ["Opening hours"], "Books": ["Books"], "Computers": ["Books", "Computers"]}
    frame = Frame("library", "The library", tuple(FrameCode(name, "", "", ()) for name in names))
    coder = local.learn(frame, [], old, renamed)
    text = "open on Sundays please" if names == ("Timetable",) else "the printer never works"
    assert suggested(coder, text)[0] == names[-1]
