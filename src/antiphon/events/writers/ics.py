"""Calendar entries (RFC 5545) of events: one UID for ever, a SEQUENCE that rises with each change, CANCELLED when it is off.

Times are in UTC, so no file needs the rules of a time zone; calendars show them in the reader's own. Plain Python.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

TYPE = "text/calendar; charset=utf-8"
FOLD = 75  # octets in a line, without its end


@dataclass(frozen=True)
class Entry:
    """One event as a calendar knows it. Moments are aware."""

    uid: str
    sequence: int
    title: str
    starts: datetime.datetime
    ends: datetime.datetime
    changed: datetime.datetime
    words: str = ""
    place: str = ""
    link: str = ""
    cancelled: bool = False
    organiser: str = ""
    remind: bool = False


def calendar(entries: Iterable[Entry], *, name: str) -> str:
    """Return the text of a calendar file with these entries. Lines end with CRLF, as the standard asks."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Antiphon//Events//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{escaped(name)}"]  # fmt: skip
    for entry in entries:
        lines += _lines(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _lines(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTAMP:{_moment(entry.changed)}"
    yield f"LAST-MODIFIED:{_moment(entry.changed)}"
    yield f"DTSTART:{_moment(entry.starts)}"
    yield f"DTEND:{_moment(entry.ends)}"
    yield f"SUMMARY:{escaped(('Cancelled: ' if entry.cancelled else '') + entry.title)}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    if entry.organiser:
        yield f"X-ANTIPHON-HOST:{escaped(entry.organiser)}"
    if entry.words:
        yield f"DESCRIPTION:{escaped(entry.words)}"
    if entry.place:
        yield f"LOCATION:{escaped(entry.place)}"
    if entry.link:
        yield f"URL:{entry.link}"
    if entry.remind and not entry.cancelled:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(entry.title)}", "TRIGGER:-PT15M", "END:VALARM")
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Return a text as the value of a property: one line, with its marks escaped."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(mark for mark in text if mark >= " " or mark == "\t")


def folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, none of which cuts a character; those that follow begin with a space."""
    part, size = "", 0
    for mark in line:
        octets = len(mark.encode())
        if size + octets > FOLD:
            yield part
            part, size = " ", 1
        part, size = part + mark, size + octets
    yield part


def _moment(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
