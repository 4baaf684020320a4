"""How much of a made-up set the harm screening finds: the floor under docs/model-cards/harm-screening.md."""

from antiphon.voices.deidentification import disclosures, harm_score, kinds, screen_harm
from antiphon.voices.deidentification.harm_screening import FLAGGED
from antiphon.voices.tests.harm_set import DISCLOSURES, FRESH, NEAR_MISSES, NEWEST, OBLIQUE, SEEN, UNSEEN


def recall(lines: list[tuple[str, str]], sign: object) -> float:
    yes = [text for kind, text in lines if kind]
    return sum(bool(sign(text)) for text in yes) / len(yes)  # type: ignore[operator]


def test_the_set_is_large_and_has_no_line_twice() -> None:
    later = (text for _, text in (*OBLIQUE, *FRESH, *NEWEST))
    lines = [*(text for some in DISCLOSURES.values() for text in some), *NEAR_MISSES, *later]
    assert len(lines) == len(set(lines)) > 430


def test_what_rules_were_made_for_is_found() -> None:
    assert recall([*SEEN, *UNSEEN], disclosures) >= 0.98
    assert recall(list(OBLIQUE), disclosures) >= 0.9


def flagged(text: str) -> bool:
    return harm_score(text) >= FLAGGED


def test_what_they_were_not_made_for_is_found_as_the_card_says() -> None:
    assert recall(list(FRESH), disclosures) >= 0.4
    assert recall(list(FRESH), flagged) >= 0.95
    assert recall(list(NEWEST), flagged) >= 0.9
    assert recall(list(FRESH), screen_harm) >= 0.88
    assert recall(list(NEWEST), screen_harm) >= 0.73
    no = [text for kind, text in NEWEST if not kind]
    assert sum(flagged(text) for text in no) / len(no) <= 0.5
    assert sum(bool(screen_harm(text)) for text in no) / len(no) <= 0.3


def test_the_score_says_what_the_nets_say() -> None:
    for _, text in (*NEWEST, *FRESH, *OBLIQUE):
        assert 0 <= harm_score(text) <= 1
        assert flagged(text) or not screen_harm(text), "what waits is flagged"


def test_few_near_misses_open_a_concern() -> None:
    no = [text for kind, text in (*SEEN, *UNSEEN, *OBLIQUE, *FRESH) if not kind]
    assert sum(bool(disclosures(text)) for text in no) / len(no) < 0.06


def test_a_disclosure_in_a_long_letter_is_found_however_it_is_typed() -> None:
    long = "The parking is dear and the signs are small. " * 40
    assert disclosures(long + "\n\nMY HUSBAND HITS ME  \n and he’s got my bank card. " + long)
    assert "home" in kinds(screen_harm("My husband hits me."))
    assert kinds(screen_harm("I am making a formal complaint.")) == []
    assert screen_harm("") == []
