"""What goes into a check and what comes out: plain values."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Advice about one place: `text` stands at [start, end) of what was checked; `suggestion` are better words or what to do."""

    rule: str
    start: int
    end: int
    text: str
    message: str
    suggestion: str

    def as_dict(self) -> dict[str, str | int]:
        """The six values by their names, as `antiphon check-language --json` prints them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A part that was left alone, and why: “Welsh”, “right-to-left writing”, “quotation”, “code”, “link”, …"""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a glossary: what to say, and the forms that it takes the place of."""

    preferred: str
    avoid: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Acronym:
    """Short letters and what they may stand for, in this organisation: one meaning or several."""

    short: str
    meanings: tuple[str, ...] = ()
