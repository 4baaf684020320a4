"""What people told us, as the public may see it: numbers that point at nobody, and quotes that people allowed."""

from collections.abc import Sequence
from dataclasses import dataclass

from antiphon.core.suppression import THRESHOLD, Shown
from antiphon.engagement.models import Engagement
from antiphon.insight import queries as understood
from antiphon.insight.models import Stance
from antiphon.insight.queries import Profile, PublicTheme

SMALL = (
    f"We do not show numbers under {THRESHOLD}, because a small number can point to a person. Sometimes another number is "
    "hidden too, so that nobody can work the small one out."
)


@dataclass(frozen=True)
class ThemeHeard:
    """One theme: its words, its numbers as text, and what people said in it."""

    pk: int
    name: str
    description: str
    minority: bool
    strength: str
    voices: Shown
    groups: str
    share: str
    cells: Sequence[Shown]
    quotes: Sequence[str]


@dataclass(frozen=True)
class WhoTable:
    """How many responses came from each group."""

    title: str
    heading: str
    rows: Sequence[tuple[str, Shown]]


@dataclass(frozen=True)
class Heard:
    """Who took part and what they said."""

    responses: Shown
    themes: Sequence[ThemeHeard]
    stances: Sequence[str]
    who: Sequence[WhoTable]
    about_small: str
    groups: str = ""

    @classmethod
    def of(cls, engagement: Engagement) -> "Heard":
        """Read what was heard in an engagement whose report is published. A constant number of queries."""
        profile = understood.profile(engagement)
        themes = [_theme(one) for one in understood.public_themes(engagement)]
        numbers = [number for theme in themes for number in (theme.voices, *theme.cells)]
        who = _who(profile)
        numbers += [number for table in who for _, number in table.rows]
        return cls(
            responses=profile.total, themes=themes, stances=[str(label) for label in Stance.labels], who=who,
            about_small=SMALL if any(number.hidden for number in numbers) else "", groups=profile.groups.in_public(),
        )  # fmt: skip


def _theme(one: PublicTheme) -> ThemeHeard:
    return ThemeHeard(
        pk=one.theme.pk, name=one.theme.name, description=one.theme.description, minority=one.theme.minority,
        strength=one.theme.strength, voices=one.voices, groups=one.groups,
        share="–" if one.share is None else "less than 1%" if one.share == 0 and one.voices.value else f"{one.share}%",
        cells=[one.by_stance[stance] for stance in Stance.values],
        quotes=[gathering.voice.clean_words for gathering in one.quotes],
    )  # fmt: skip


def _who(profile: Profile) -> list[WhoTable]:
    tables = [
        WhoTable("How people took part", "Way", profile.by_channel),
        WhoTable("Where people live", "Place", profile.by_place),
    ]
    return [table for table in tables if len(table.rows) > 1]  # one group is the total over again
