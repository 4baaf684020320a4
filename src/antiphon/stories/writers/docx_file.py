"""A case study as a Word document with real headings and lists, its language and its title, so that screen readers can use it."""

import datetime
from io import BytesIO
from typing import Any

from antiphon.stories.rules import Told
from antiphon.stories.writers.base import clean, sections, under

SAME = datetime.datetime(2020, 1, 1)  # the same words give the same file


def written(told: Told) -> bytes:
    """Return the file."""
    import docx  # loaded here: only documents need it
    from docx.shared import RGBColor

    made = docx.Document()
    known = made.core_properties
    known.title, known.author, known.language = clean(told.title), clean(told.owner), "en-GB"
    known.comments, known.created, known.modified, known.last_modified_by = "", SAME, SAME, ""
    _speak_english(made)
    made.add_heading(clean(told.title), level=1)
    for line in under(told):
        made.add_paragraph().add_run(line).font.color.rgb = RGBColor(0x4C, 0x62, 0x72)
    if told.summary:
        made.add_paragraph(clean(told.summary))
    for heading, found in sections(told):
        made.add_heading(heading, level=2)
        for block in found:
            if block.points:
                for line in block.lines:
                    made.add_paragraph(line, style="List Bullet")
            else:
                made.add_paragraph("\n".join(block.lines))
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def _speak_english(made: Any) -> None:
    """Set the language of every run that says no other: British English, not the template's American."""
    from docx.oxml.ns import qn

    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    style = made.styles["Normal"]
    style.font.name, style.font.size = "Arial", 152400  # 12 points, in English Metric Units
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Arial")
