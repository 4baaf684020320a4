"""JSON: {"columns": […], "rows": [[…], …], "notes": […], "end": {"rows": …, "sha256": …}}, a row on each line."""

import json
from collections.abc import Iterable, Iterator, Sequence

from antiphon.exports.writers.base import PIECE, Notes, Receipt


def written(columns: Sequence[str], rows: Iterable[Sequence[object]], notes: Notes, receipt: Receipt) -> Iterator[bytes]:
    head = f'{{"columns": {json.dumps(list(columns), ensure_ascii=False)},\n"rows": [\n'
    held, size = [head], 0
    between = ""
    for row in rows:
        line = f"{between}{json.dumps(list(row), ensure_ascii=False)}"
        between = ",\n"
        held.append(line)
        size += len(line)
        if size > PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    end = json.dumps({"rows": receipt.rows, "sha256": receipt.sha256})
    held.append(f'\n],\n"notes": {json.dumps(list(notes()), ensure_ascii=False)},\n"end": {end}}}\n')
    yield "".join(held).encode()
