"""The ways in which people disclose harm, kind by kind, as plain patterns. Recall comes before precision.

Written from how people say it, not from words of the trade: few write "safeguarding" of themselves. The patterns stand in
`harm_signs.txt`, one a line; what they find and miss is measured on a labelled set (docs/model-cards/harm-screening.md).
"""

import re
from enum import StrEnum
from pathlib import Path


class Harm(StrEnum):
    """A kind of harm that words may disclose."""

    SELF_HARM = "self_harm"
    ABUSE = "abuse"
    HOME = "home"
    CHILD = "child"
    NEGLECT = "neglect"
    THREAT = "threat"
    CRISIS = "crisis"


SAID: dict[Harm, str] = {
    Harm.SELF_HARM: "May be about suicide or self-harm",
    Harm.ABUSE: "May be about abuse or violence",
    Harm.HOME: "May be about abuse or control at home",
    Harm.CHILD: "May be about a child at risk",
    Harm.NEGLECT: "May be about somebody who is not cared for",
    Harm.THREAT: "May be a threat to someone",
    Harm.CRISIS: "May be somebody in a crisis now",
}

FILE = Path(__file__).with_name("harm_signs.txt")


def read(text: str) -> dict[Harm, re.Pattern[str]]:
    """Return the pattern of each kind from a file of patterns."""
    parts: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    section = ""
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]") and line[1:-1] in {"parts", *Harm}:
            section = line[1:-1]
        elif section == "parts":
            name, _, pattern = line.partition(" = ")
            parts[name] = _whole(pattern, parts)
        else:
            found.setdefault(section, []).append(_whole(line, parts))
    return {harm: re.compile("|".join(f"(?:{one})" for one in found[harm])) for harm in Harm}


def _whole(pattern: str, parts: dict[str, str]) -> str:
    return re.sub(r"<([A-Z_]+)>", lambda name: parts[name[1]], pattern)


COMPILED = read(FILE.read_text(encoding="utf-8"))


def disclosures(text: str) -> list[Harm]:
    """Return the kinds of harm that the words may disclose, in the order above; empty when there is no sign."""
    plain = " ".join(text.casefold().replace("’", "'").replace("‘", "'").split())
    return [harm for harm, pattern in COMPILED.items() if pattern.search(plain)]
