"""CSV: a heading, the rows, notes, and the end line. UTF-8 with a byte-order mark, so that spreadsheets read it right."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from antiphon.exports.writers.base import PIECE, Notes, Receipt


def written(columns: Sequence[str], rows: Iterable[Sequence[object]], notes: Notes, receipt: Receipt) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(row)
        if text.tell() > PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    for note in notes():
        writer.writerow(["NOTE", note])
    writer.writerow(receipt.words())
    yield text.getvalue().encode()
