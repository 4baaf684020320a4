"""Judgements about organisations, in plain Python: names in time, who follows whom, dates and names as published; keys."""

import datetime
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping

DAY = datetime.timedelta(days=1)


def alive(starts_on: datetime.date | None, ends_on: datetime.date | None, day: datetime.date) -> bool:
    """Return whether a body with these dates exists on a day. `ends_on` is the first day without it."""
    return (starts_on is None or starts_on <= day) and (ends_on is None or day < ends_on)


def name_on(name: str, former: Iterable[tuple[str, datetime.date]], day: datetime.date) -> str:
    """Return the name that held on a day: the former name that was the next to end, else today's."""
    still_held = [(until, old) for old, until in former if day < until]
    return min(still_held)[1] if still_held else name


def bodies_that_remain(start: int, *, ended: Collection[int], followed_by: Mapping[int, Collection[int]]) -> set[int]:
    """Return the bodies in which one lives on: itself, or those that follow it, however many steps away."""
    found, seen, ahead = set(), {start}, [start]
    while ahead:
        body = ahead.pop()
        if body not in ended:
            found.add(body)
            continue
        for following in followed_by.get(body, ()):
            if following not in seen:
                seen.add(following)
                ahead.append(following)
    return found


def first_day_gone(end: datetime.date, successors_start: Iterable[datetime.date | None] = ()) -> datetime.date:
    """Return the first day on which a body no longer exists, from a published "end date".

    Registers differ: some give the last day, some the first day without it. The start of a successor settles
    it; without one, the last day of a month is a last day and the first day of a month is a first day without.
    """
    starts = set(successors_start)
    if end in starts:
        return end
    if end + DAY in starts:
        return end + DAY
    return end if end.day == 1 else end + DAY


def kind_of_succession(*, successors: int, predecessors: int) -> str:
    """Return "split", "merger" or "replaced", from how many follow a body and how many the successor follows."""
    if successors > 1:
        return "split"
    return "merger" if predecessors > 1 else "replaced"


def said(day: datetime.date) -> str:
    """Return a day as people say it: 1 April 2026."""
    return f"{day.day} {day:%B %Y}"


SMALL = {"and", "of", "the", "for", "in", "on", "upon", "with", "to", "at", "by", "de", "le", "under", "cum"}
CAPITALS = {"NHS", "PCN", "GP", "ICB", "UK", "CIC", "NE", "NW", "SE", "SW", "II", "III", "IV", "HMP", "PCC", "HC", "MC"}


def spoken(name: str) -> str:
    """Return a name in ordinary letters when a register shouts it: "LEEDS NHS TRUST" becomes "Leeds NHS Trust".

    A name that has any small letter is left as it is.
    """
    name = " ".join(name.split())
    if any(letter.islower() for letter in name):
        return name
    said = re.sub(r"[A-Z0-9][A-Z0-9'’.]*", _word, name)
    return said[:1].upper() + said[1:]


def _word(match: re.Match[str]) -> str:
    word = match.group()
    plain = word.strip(".")
    if plain in CAPITALS or (len(plain) > 1 and not re.search("[AEIOUY0-9]", plain) and plain not in {"ST", "DR", "MR", "MRS"}):
        return word
    if word.lower() in SMALL:
        return word.lower()
    if "." in plain:  # initials: A.B. Smith
        return word
    made = word[:1] + word[1:].lower()
    # O'Brien, D'Arcy; but St George's
    return re.sub(r"^([OD]['’])([a-z])", lambda found: found.group(1) + found.group(2).upper(), made)


# --- Keys of other systems -------------------------------------------------------------------------------------------
KEY_BEGINS = "antiphon"
_KEY = re.compile(r"antiphon_([0-9a-f]{10})_([A-Za-z0-9_-]{43})")
REQUESTS_A_MINUTE = 600  # of one key: far more than a system needs that behaves, and little enough to serve it beside people


def parts_of_key(said: str) -> tuple[str, str] | None:
    """Return the prefix and the secret of a key as it is written, or None when it cannot be one."""
    found = _KEY.fullmatch(said)
    return (found[1], found[2]) if found else None


def digest_of_key(secret: str) -> str:
    """Return what is kept of a key's secret. It is long and random, so a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
