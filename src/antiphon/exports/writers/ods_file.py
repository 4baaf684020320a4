"""OpenDocument: the rows on the first sheet, notes and the receipt on the second, written straight into the archive."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from antiphon.exports.rules import MOST_SHEET_ROWS, fitting
from antiphon.exports.writers.base import PIECE, Notes, Receipt, on_disk, pieces

WHEN = (2020, 1, 1, 0, 0, 0)  # the same rows give the same file
TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' office:version="1.2"><office:body><office:spreadsheet>'
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def written(columns: Sequence[str], rows: Iterable[Sequence[object]], notes: Notes, receipt: Receipt) -> Iterator[bytes]:
    with on_disk() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), TYPE)
            with archive.open(_entry("content.xml"), "w", force_zip64=True) as content:
                held, size = [HEAD, '<table:table table:name="Rows">', _row(columns)], 0
                for number, row in enumerate(rows, start=1):
                    if number > MOST_SHEET_ROWS:
                        raise ValueError("A sheet holds 1,000,000 rows and there are more. Choose CSV or JSON.")
                    line = _row(row)
                    held.append(line)
                    size += len(line)
                    if size > PIECE:
                        content.write("".join(held).encode())
                        held, size = [], 0
                last = [_row(receipt.words()), *(_row([note]) for note in notes())]
                held += ['</table:table><table:table table:name="Receipt">', *last, "</table:table>", TAIL]
                content.write("".join(held).encode())
            archive.writestr(_entry("META-INF/manifest.xml"), MANIFEST)
        yield from pieces(file)


def _entry(name: str, compress: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, WHEN)
    entry.compress_type = compress
    return entry


def _row(cells: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(_cell(cell) for cell in cells)}</table:table-row>"


def _cell(cell: object) -> str:
    if cell in (None, ""):
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    text = escape(NOT_XML.sub("", str(fitting(cell))))
    lines = "</text:p><text:p>".join(text.split("\n"))
    return f'<table:table-cell office:value-type="string"><text:p>{lines}</text:p></table:table-cell>'
