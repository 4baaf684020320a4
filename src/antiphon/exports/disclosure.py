"""What is handed out when somebody asks for the drafts and comments of a part of a narrative: all of it, less what is hidden.

Hidden by default: details that tell who a person is, and the names of those who wrote. What is in doubt is marked for a person
to look at. Whoever prepares it hides more, with a reason, or shows something after all. The same state and the same choices
give the same bytes.
"""

import csv
import datetime
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils import timezone

from antiphon.exports.models import InformationRequest
from antiphon.exports.rules import guarded
from antiphon.narrative.models import Clause, Position
from antiphon.voices.deidentification import MASKS, Kind, deidentify

PERSONAL = "Personal information (section 40 of the Act)"
STAFF = "[member of staff]"
WHEN = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Piece:
    """A run of words. `mask` is what is read in their place when they are hidden, `why` the reason; `doubt`: look at it."""

    text: str
    mask: str = ""
    why: str = ""
    doubt: bool = False


@dataclass(frozen=True)
class Line:
    """One thing that is held, as it is shown: when, what, by whom, and its words in pieces."""

    on: datetime.date
    what: str
    who: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words as they are handed out."""
        return "".join(one.mask or one.text for one in self.pieces)

    @property
    def hidden(self) -> list[Piece]:
        return [one for one in self.pieces if one.mask]

    @property
    def doubts(self) -> list[Piece]:
        return [one for one in self.pieces if one.doubt]


@dataclass(frozen=True)
class Disclosure:
    """Everything that is held on the clause, in order, with what is hidden of it."""

    request: InformationRequest
    drafts: list[Line] = field(default_factory=list)
    aside: list[Line] = field(default_factory=list)
    comments: list[Line] = field(default_factory=list)
    signatures: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [*self.drafts, *self.aside, *self.comments, *self.signatures]

    @property
    def hidden(self) -> Counter[str]:
        """How often something is hidden, by the reason."""
        return Counter(piece.why for line in self.lines for piece in line.hidden)

    @property
    def doubts(self) -> list[str]:
        """What a person must look at before it goes, each once."""
        return list(dict.fromkeys(piece.text for line in self.lines for piece in line.doubts))


def pieces(
    text: str, *, names: Iterable[str] = (), hide: Sequence[Sequence[str]] = (), keep: Iterable[str] = (), ours: bool = False
) -> list[Piece]:
    """Return a text cut into what is shown, hidden and in doubt. `hide`: pairs of words and reason.

    What a person hides is hidden, what they show is shown, and the rest is as it was found. In words that are `ours` (drafts),
    what looks like a name is mostly a place or a service, so it is in doubt; in what others wrote, it is hidden.
    """
    shown = [one.casefold() for one in keep if one.strip()]
    spans: list[tuple[int, int, str, str, bool]] = []
    for words, why in hide:
        spans += [(start, end, "[hidden]", why, False) for start, end in _places(words, text)]
    for name in names:
        spans += [(start, end, STAFF, PERSONAL, False) for start, end in _places(name, text)]
    for one in deidentify(text).found:
        sure = one.sure and not (ours and one.kind is Kind.NAME)
        spans.append((one.start, one.end, MASKS.get(one.kind, "[hidden]") if sure else "", PERSONAL, not sure))
    found: list[Piece] = []
    at = 0
    chosen: list[tuple[int, int, str, str, bool]] = []
    for start, end, mask, why, doubt in spans:  # by rank: what a person chose comes first
        own = mask == "[hidden]" and why != PERSONAL
        if not own and text[start:end].casefold() in shown:
            continue
        if not any(start < other_end and other < end for other, other_end, *_ in chosen):
            chosen.append((start, end, mask, why, doubt))
    for start, end, mask, why, doubt in sorted(chosen):
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], mask, why if mask else "", doubt))
        at = end
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def disclosure(request: InformationRequest) -> Disclosure:
    """Return all that is held on the clause of a request, with what is hidden."""
    clause = Clause.objects.select_related("narrative").get(pk=request.clause_id)
    texts = list(clause.texts.select_related("written_by").order_by("revision"))
    asides = list(clause.set_aside.select_related("written_by").order_by("pk"))
    positions = list(clause.positions.select_related("partner__organisation", "signatory", "given_by", "replied_by")
                     .order_by("pk"))  # fmt: skip
    people = {one.written_by_id: one.written_by.name for one in [*texts, *asides]}
    people |= {one.given_by_id: one.given_by.name for one in positions}
    people |= {one.replied_by_id: one.replied_by.name for one in positions if one.replied_by is not None}
    wrote = dict.fromkeys(one.written_by_id for one in [*texts, *asides])
    writers = {pk: f"Writer {number}" for number, pk in enumerate(wrote, start=1)}

    def line(moment: datetime.datetime, what: str, who: str, text: str, *, ours: bool = False) -> Line:
        cut = pieces(text, names=people.values(), hide=request.hide, keep=request.keep, ours=ours)
        return Line(timezone.localtime(moment).date(), what, who, tuple(cut))

    drafts = [line(one.made_at, f"Draft {one.revision}", writers[one.written_by_id], "\n".join(filter(None, (
        one.exact, f"Changed because: {one.because}" if one.because else "",
        f"Thanks to: {one.thanks_to}" if one.thanks_to else ""))), ours=True) for one in texts]  # fmt: skip
    aside = [line(one.made_at, f"Words set aside, written on draft {one.based_on}", writers[one.written_by_id],
                  "\n".join(f"{name}: {value}" for name, value in one.fields.items() if value)) for one in asides]  # fmt: skip
    comments, signatures = [], []
    for one in positions:
        who = f"{one.partner.organisation.name}, {one.signatory.post}"
        if one.kind == Position.Kind.SIGNED and not one.comment:
            signatures.append(line(one.made_at, f"Signed draft {one.text.revision}", who, ""))
            continue
        comments.append(line(one.made_at, f"{one.get_kind_display()}, on draft {one.text.revision}", who, one.comment))
        if one.reply and one.replied_at:
            comments.append(line(one.replied_at, "Our reply", clause.narrative.owner.name, one.reply))
    return Disclosure(request, drafts, aside, comments, signatures)


def archive(found: Disclosure) -> bytes:
    """Return everything as one archive: a page to read, a table, what was hidden and why (never the words), checksums."""
    request = found.request
    page = {"found": found, "request": request, "clause": request.clause, "narrative": request.clause.narrative}
    held = {
        "index.html": render_to_string("exports/disclosure.html", page, using="jinja2").encode(),
        "everything.csv": _table(("When", "What", "Who", "Words"), _everything(found)),
        "hidden.csv": _table(("When", "What", "How many places", "Why"), _hidden(found)),
    }  # fmt: skip
    listed = [{"file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
              for name, content in held.items()]  # fmt: skip
    held["manifest.json"] = (json.dumps({"request": request.reference, "files": listed}, indent=1) + "\n").encode()
    file = io.BytesIO()
    folder = re.sub(r"[^A-Za-z0-9]+", "-", request.reference).strip("-").lower() or "request"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in held.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            made.writestr(entry, content)
    return file.getvalue()


def _everything(found: Disclosure) -> Iterator[tuple[object, ...]]:
    for line in found.lines:
        yield line.on, line.what, line.who, line.text


def _hidden(found: Disclosure) -> Iterator[tuple[object, ...]]:
    for line in found.lines:
        for why, number in Counter(piece.why for piece in line.hidden).items():
            yield line.on, line.what, number, why


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    file = io.StringIO(newline="")
    out = csv.writer(file)
    out.writerow(columns)
    for row in rows:
        out.writerow([guarded(cell) for cell in row])
    return ("\ufeff" + file.getvalue()).encode()


def _places(words: str, text: str) -> Iterator[tuple[int, int]]:
    wanted = r"\s+".join(re.escape(word) for word in words.split())
    if wanted:
        yield from (found.span() for found in re.finditer(rf"(?<!\w){wanted}(?!\w)", text, re.IGNORECASE))
