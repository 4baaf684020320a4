"""What a panel may know of its members, by characteristic and category: each optional, each for balance alone.

Keys are those of the questions about the person (`engagement/about/`), whose categories are those of the Census of 2021,
so that a panel can be put beside both. How people use the internet is asked here alone; places are each panel's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Characteristic:
    """One thing about a person, and the categories it comes in: (key, words)."""

    key: str
    text: str
    categories: tuple[tuple[str, str], ...]

    def words(self, category: str) -> str:
        """Return the words of a category; a key that is not known stands for itself."""
        return dict(self.categories).get(category, category)


PLACE = "place"
CHARACTERISTICS: Mapping[str, Characteristic] = {
    one.key: one
    for one in (
        Characteristic("age", "Age", (
            ("15_24", "15 to 24"), ("25_34", "25 to 34"), ("35_44", "35 to 44"), ("45_54", "45 to 54"), ("55_64", "55 to 64"),
            ("65_74", "65 to 74"), ("75_over", "75 or over"),
        )),
        Characteristic("sex", "Sex", (("female", "Female"), ("male", "Male"))),
        Characteristic("ethnic_group", "Ethnic group", (
            ("asian", "Asian or Asian British"), ("black", "Black, Black British, Caribbean or African"),
            ("mixed", "Mixed or multiple ethnic groups"), ("white", "White"), ("other", "Another ethnic group"),
        )),
        Characteristic("disability", "Disability", (
            ("lot", "Limited a lot"), ("little", "Limited a little"), ("no", "Not limited"),
        )),
        Characteristic("carer", "Carer", (
            ("none", "Does not look after someone"), ("under_20", "Up to 19 hours a week"),
            ("20_49", "20 to 49 hours a week"), ("50_over", "50 hours a week or more"),
        )),
        Characteristic("digital_use", "Digital use", (
            ("often", "Goes online most days"), ("sometimes", "Goes online now and then"),
            ("never", "Rarely or never goes online"),
        )),
        Characteristic(PLACE, "Place", ()),
    )
}  # fmt: skip


def characteristics(places: Iterable[str]) -> dict[str, Characteristic]:
    """Return what a panel with these places may know of its members."""
    own = Characteristic(PLACE, CHARACTERISTICS[PLACE].text, tuple((place, place) for place in places))
    return {**CHARACTERISTICS, PLACE: own}


def read(said: Mapping[str, str], places: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Return the profile that was meant (by key or by words), and what cannot be one, as sentences."""
    profile: dict[str, str] = {}
    wrong = []
    for key, one in characteristics(places).items():
        text = " ".join(said.get(key, "").split())
        if not text or text.casefold() in NOT_SAID:
            continue
        known = {name.casefold(): category for category, words in one.categories for name in (category, words)}
        if text.casefold() in known:
            profile[key] = known[text.casefold()]
        else:
            choices = ", ".join(words for _, words in one.categories) or "nothing yet: write the places of the panel first"
            wrong.append(f"“{text[:40]}” is not a choice for {one.text.lower()}: {choices}")
    return profile, wrong


NOT_SAID = {"prefer not to say", "not said", "not known", "unknown", "-"}
