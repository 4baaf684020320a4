"""The words of a pack with places in them: ((key)). What stands outside the places is locked, and stays byte for byte.

Plain Python. `filled` puts values into the places, `untouched` says whether somebody's text is the locked words with something
in the places and nothing else, `pieces` shows which is which.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from antiphon.core.words import blocks


@dataclass(frozen=True)
class Channel:
    """A channel: its name, what it takes, and the most letters of one message (0: no bound)."""

    key: str
    title: str
    hint: str
    most: int = 0
    subject: bool = False


CHANNELS = {
    one.key: one
    for one in (
        Channel("email", "E-mail", "Put ((leave)) where people can stop these e-mails.", subject=True),
        Channel("sms", "Text message", "At most 612 letters, which is four texts.", 612),
        Channel("web", "Web page", "What the public page says.", subject=True),
        Channel("social", "Social post", "At most 280 letters, with a picture if you wish.", 280),
        Channel("poster", "Poster or leaflet to print", "What stands on paper, on one side.", 1500, subject=True),
        Channel("intranet", "Intranet or bulletin", "For colleagues to read at work.", subject=True),
    )
}
# What a file may be, by what is in it, and how its name ends.
TYPES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
FORMATS = {"standard": "Standard", "easy_read": "Easy read", "large_print": "Large print", "bsl": "British Sign Language (video)"}
KINDS = {"text": "Words", "url": "A link", "image": "A picture", "locked": "The same words everywhere"}
ASSETS = {"image": "Picture", "pdf": "PDF", "video": "Video, as a link"}
# What delivery puts in for each person; nobody else may fill these.
MERGED = {"name": "the person’s name", "link": "their own link", "leave": "where they can stop these messages"}

_PLACE = re.compile(r"\(\(([^()]*)\)\)")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Place(Protocol):
    """A slot, as this module needs it: `packs.models.Slot` is one."""

    key: str
    label: str
    kind: str
    words: str
    required: bool
    most: int
    hosts: Any


class Fillable(Protocol):
    """A variant, as this module needs it: `packs.models.Variant` is one."""

    channel: str
    language: str
    format: str
    subject: str
    text: str
    video: str

    @property
    def slots(self) -> Sequence[Any]: ...


Value = str | Mapping[str, str]  # a picture is {"link": …, "alt": …}


@dataclass(frozen=True)
class Wording:
    """Words ready to be sent or shown. ((name)), ((link)) and ((leave)) still stand in them, for delivery."""

    channel: str
    language: str
    format: str
    subject: str
    text: str
    html: str
    video: str = ""


@dataclass(frozen=True)
class Piece:
    """A run of a text: locked words, or what stands in the place `key`."""

    text: str
    key: str = ""


class DoesNotFit(Exception):
    """Values that a slot does not take. `problems`: what is wrong, by slot."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


def places_in(text: str) -> list[str]:
    """Return what stands between double brackets, in order, each once."""
    return list(dict.fromkeys(one.strip() for one in _PLACE.findall(text)))


def is_key(text: str) -> bool:
    """Return whether this can be the name of a slot."""
    return bool(_KEY.fullmatch(text)) and text not in MERGED


def problems(slots: Iterable[Place], values: Mapping[str, Value]) -> dict[str, str]:
    """Return what is wrong with values for these slots, by slot, as sentences. Nothing means that they fit."""
    known = {one.key: one for one in slots}
    wrong = {key: f"There is no place called “{key}” in these words." for key in values if key not in known}
    for key, slot in known.items():
        value = values.get(key, "")
        if slot.kind == "locked":
            if value and value != slot.words:
                wrong[key] = f"{slot.label}: these words are the same everywhere. Nobody changes them."
        elif said := _wrong_with(slot, value):
            wrong[key] = f"{slot.label}: {said}"
    return wrong


def _wrong_with(slot: Place, value: Value) -> str:
    if slot.kind == "image":
        picture = dict(value) if isinstance(value, Mapping) else {"link": value, "alt": ""}
        link, alt = picture.get("link", "").strip(), picture.get("alt", "").strip()
        if not link:
            return "choose a picture." if slot.required else ""
        return _wrong_link(slot, link) or ("" if alt else "say in words what the picture shows.") or _wrong_text(slot, alt)
    if not isinstance(value, str):
        return "write words here."
    if not value.strip():
        return "this has to be filled in." if slot.required and not slot.words else ""
    return _wrong_link(slot, value.strip()) if slot.kind == "url" else _wrong_text(slot, value)


def _wrong_text(slot: Place, text: str) -> str:
    if "((" in text or "))" in text:
        return "take out the double brackets."
    if _CONTROL.search(text.replace("\r\n", "\n")):
        return "there is a hidden character in these words. Type them again."
    if len(text.strip()) > slot.most:
        return f"this has {len(text.strip()):,} letters. It may have {slot.most:,}."
    return ""


def _wrong_link(slot: Place, link: str) -> str:
    try:
        parts = urlsplit(link)
        host, port = (parts.hostname or "").rstrip(".").lower(), parts.port
    except ValueError:
        return "this is no link."
    if parts.scheme != "https" or not host or parts.username or parts.password or port not in (None, 443):
        return "a link begins with https:// and the name of a site."
    if re.search(r"[\s<>\"'\\()]", link) or _CONTROL.search(link):
        return "this is no link."
    if len(link) > max(slot.most, 20):
        return f"this link has {len(link):,} letters. It may have {max(slot.most, 20):,}."
    allowed = [str(one).lower() for one in slot.hosts or []]
    if allowed and not any(host == one or host.endswith("." + one) for one in allowed):
        return f"a link may lead to {' or '.join(allowed)} and nowhere else."
    return ""


def filled(variant: Fillable, values: Mapping[str, Value]) -> Wording:
    """Return a variant with values in its places; a place that is left empty has the words it came with, or none.

    Raises DoesNotFit.
    """
    slots = list(variant.slots)
    if wrong := problems(slots, values):
        raise DoesNotFit(wrong)
    put = {one.key: _put(one, values.get(one.key, "")) for one in slots}
    subject = " ".join("".join(one.text for one in _pieces(variant.subject, put)).split())
    text = "".join(one.text for one in _pieces(_even(variant.text), put))
    if _merged(text) != _merged(variant.text) or _merged(subject) != _merged(variant.subject):
        raise DoesNotFit({"": "Take the brackets out of what you filled in: with the words around it they mean something."})
    pictures = {one.key: dict(value) for one in slots if one.kind == "image"
                and isinstance(value := values.get(one.key), Mapping) and value.get("link")}  # fmt: skip
    return Wording(variant.channel, variant.language, variant.format, subject, text,
                   as_html(variant.text, put, pictures, variant.language, variant.format), variant.video)  # fmt: skip


def as_it_stands(variant: Fillable) -> Wording:
    """Return a variant with nothing filled in: each open place has the words it came with, or none."""
    put = {one.key: _put(one, "") for one in variant.slots}
    subject, text = ("".join(one.text for one in _pieces(said, put)) for said in (variant.subject, variant.text))
    return Wording(variant.channel, variant.language, variant.format, " ".join(subject.split()), text.strip(),
                   as_html(variant.text, put, {}, variant.language, variant.format), variant.video)  # fmt: skip


def _merged(text: str) -> list[str]:
    return [one.strip() for one in _PLACE.findall(text) if one.strip() in MERGED]


def pieces(text: str, slots: Iterable[Place], values: Mapping[str, Value]) -> list[Piece]:
    """Return a text in runs: locked words, and what stands in each place, so that a person sees which is which."""
    return list(_pieces(text, {one.key: _put(one, values.get(one.key, "")) for one in slots}))


def _pieces(text: str, put: Mapping[str, str]) -> Iterator[Piece]:
    at = 0
    for found in _PLACE.finditer(text):
        key = found[1].strip()
        if key not in put:
            continue
        if found.start() > at:
            yield Piece(text[at : found.start()])
        yield Piece(put[key], key)
        at = found.end()
    if at < len(text):
        yield Piece(text[at:])


def _put(slot: Place, value: Value) -> str:
    if slot.kind == "locked":
        return slot.words
    if slot.kind == "image":
        picture = dict(value) if isinstance(value, Mapping) else {}
        return f"{picture['alt'].strip()}: {picture['link'].strip()}" if picture.get("link") else ""
    return (value.strip() if isinstance(value, str) else "").replace("\r\n", "\n") or slot.words


def untouched(variant: Fillable, text: str) -> bool:
    """Return whether a text is this variant's locked words, byte for byte, with something in its open places."""
    slots = {one.key: one for one in variant.slots}
    pattern, at = "", 0
    whole = _even(variant.text)
    for found in _PLACE.finditer(whole):
        slot = slots.get(found[1].strip())
        if slot is None:
            continue
        pattern += re.escape(whole[at : found.start()])
        pattern += re.escape(slot.words) if slot.kind == "locked" else f"[\\s\\S]{{0,{slot.most + 2200}}}"
        at = found.end()
    return re.fullmatch(pattern + re.escape(whole[at:]), text.replace("\r\n", "\n")) is not None


def _even(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def locked(variant: Fillable) -> str:
    """Return the words of a variant that nobody but its writers may change: two versions that agree here need no new reading."""
    put = {one.key: one.words if one.kind == "locked" else f"(({one.key}))" for one in variant.slots}
    return "\n".join("".join(one.text for one in _pieces(said, put)) for said in (variant.subject, variant.text, variant.video))


SIZES = {"large_print": "22px"}
RIGHT_TO_LEFT = {"ar", "prs", "fa", "he", "ckb", "ps", "ur"}


def as_html(
    text: str, put: Mapping[str, str], pictures: Mapping[str, Mapping[str, str]], language: str, form: str
) -> str:
    """Return words as plain HTML: paragraphs, lists, links and pictures, in the language and size they are meant for."""
    shown: dict[str, str] = {}
    for key, picture in pictures.items():
        link, alt = html.escape(picture["link"].strip()), html.escape(picture["alt"].strip())
        shown[f"\ue000{len(shown)}\ue001"] = f'<img src="{link}" alt="{alt}" style="max-width:100%">'
        put = {**put, key: list(shown)[-1]}
    plain = "".join(one.text for one in _pieces(text, put))
    out = []
    for block in blocks(plain):
        lines = [_linked(line) for line in block.lines]
        out.append("<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>" if block.points else
                   f"<p>{'<br>'.join(lines)}</p>")  # fmt: skip
    body = "".join(out)
    for mark, picture_html in shown.items():
        body = body.replace(mark, picture_html)
    way = ' dir="rtl"' if language in RIGHT_TO_LEFT else ""
    return f'<div lang="{html.escape(language)}"{way} style="font-size:{SIZES.get(form, "16px")};line-height:1.5">{body}</div>'


def _linked(line: str) -> str:
    """Return a line as HTML, its links made links; so are ((link)) and ((leave)), which delivery puts in later."""
    out, at = "", 0
    for found in re.finditer(rf"{_LINK.pattern}|\(\((?:link|leave)\)\)", line):
        link = html.escape(found.group())
        out += f'{html.escape(line[at : found.start()])}<a href="{link}">{link}</a>'
        at = found.end()
    return out + html.escape(line[at:])
