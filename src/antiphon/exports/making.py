"""Making a file: its pieces one after another into sealed parts, counted and digested; whole, or not at all."""

import errno
import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import DatabaseError

from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.exports import actions, evidence, lines
from antiphon.exports.models import Export
from antiphon.exports.writers import Cell, written

log = logging.getLogger(__name__)
PIECE = 256 * 1024  # sealing a piece and sending it takes many times its size
FULL = "There was no room left on the disk, so the file was not made and nothing of it was kept. Tell whoever runs this service."
BROKEN = "Something went wrong, so the file was not made and nothing of it was kept. Ask for it again."


@dataclass
class _Count:
    rows: int = 0


def make(export: Export, *, by: Actor) -> Export | None:
    """Make a file that waits; None when somebody else has it. A file that cannot be made says why, and leaves no half."""
    if not actions.begin(export, by=by):
        return None
    try:
        return _made(export, by)
    except Refused as refused:
        return actions.fail(export, problem=" ".join(refused.reasons), by=by)
    except ValueError as problem:
        log.exception("Export %s was not made.", export.pk)
        return actions.fail(export, problem=str(problem) if "CSV or JSON" in str(problem) else BROKEN, by=by)
    except (OSError, DatabaseError) as problem:
        log.exception("Export %s was not made.", export.pk)
        return actions.fail(export, problem=FULL if _is_full(problem) else BROKEN, by=by)


def _made(export: Export, by: Actor) -> Export:
    count = _Count()
    notes: list[str] = []
    digest, size = hashlib.sha256(), 0
    for number, piece in enumerate(_in_pieces(_content(export, count, notes))):
        digest.update(piece)
        size += len(piece)
        actions.keep_part(export, number=number, content=piece, done=count.rows, by=by)
    return actions.finish(export, rows=count.rows, size=size, sha256=digest.hexdigest(), notes=notes, by=by)


def _content(export: Export, count: _Count, notes: list[str]) -> Iterator[bytes]:
    if export.kind == Export.Kind.EVIDENCE:
        bundle = evidence.bundle(export.engagement)
        yield from bundle.pieces()
        count.rows = bundle.files
        return
    rows = lines.response_lines if export.kind == Export.Kind.ROWS else lines.result_lines
    found = rows(export.engagement)
    notes += found.notes
    yield from written(export.format, found.columns, _counting(found.rows, count), notes=lambda: notes)


def _counting(rows: Iterable[Sequence[Cell]], count: _Count) -> Iterator[Sequence[Cell]]:
    for row in rows:
        count.rows += 1
        yield row


def _in_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Gather small chunks, so that parts are of one size but for the last."""
    held, size = [], 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _is_full(problem: BaseException) -> bool:
    """Return whether the disk is full: ours, or the database's (SQLSTATE 53100)."""
    at: BaseException | None = problem
    while at is not None:
        if getattr(at, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or getattr(at, "sqlstate", None) == "53100":
            return True
        at = at.__cause__ or at.__context__
    return "No space left" in str(problem)
