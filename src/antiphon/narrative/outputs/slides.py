"""The narrative as slides. Each has a title of its own, shapes in the order of reading, alternative text on every picture, its
language, and notes with the whole words. Black on white, no text under 18 points.
"""

import datetime
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from antiphon.narrative.outputs.base import Part, clean, names, parts, signed_by, version, whole
from antiphon.narrative.queries import PublishedNarrative
from antiphon.network.branding import Mark

SAME = datetime.datetime(2020, 1, 1)  # the same version gives the same slides
MOST_LETTERS, MOST_POINTS = 420, 5  # on one slide, at 24 points
WIDTH, HEIGHT, MARGIN = 12_192_000, 6_858_000, 609_600  # English Metric Units: 16 to 9
INK, BLUE = 0x212B32, 0x005EB8


def made(narrative: PublishedNarrative, marks: Sequence[Mark], address: str) -> bytes:
    """Return the slides."""
    import pptx  # loaded here: only slides need it

    made: Any = pptx.Presentation()
    made.slide_width, made.slide_height = WIDTH, HEIGHT
    known = made.core_properties
    known.title, known.author, known.language = clean(narrative.title), clean(narrative.owner), "en-GB"
    known.subject, known.created, known.modified, known.last_modified_by = version(narrative), SAME, SAME, ""
    _title(made, narrative, marks)
    for part in parts(narrative, words=45):
        slides = list(_cut(part))
        notes = "\n\n".join(whole(one) for one in narrative.section(part.key))
        for number, points in enumerate(slides, start=1):
            title = f"{part.title} ({number} of {len(slides)})" if len(slides) > 1 else part.title
            _slide(made, title, points, notes)
    _slide(made, "Who agreed to this?", [one.name for one in marks], signed_by(narrative, marks),
           size=24 if len(marks) <= 8 else 18)  # fmt: skip
    if pictures := [one for one in marks if one.logo]:
        _logos(made, pictures)
    _slide(made, "Read it all, and tell us what you think", [address, version(narrative)], f"The whole narrative: {address}")
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def words(content: bytes) -> str:
    """Return the words on the slides, in the order of reading; not the notes."""
    import pptx

    slides = pptx.Presentation(BytesIO(content)).slides
    return "\n".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)


def _cut(part: Part) -> Iterator[list[str]]:
    """Yield the points of each slide: as many as fit."""
    held: list[str] = []
    for point in part.points:
        if held and (len(held) == MOST_POINTS or len(" ".join([*held, point])) > MOST_LETTERS):
            yield held
            held = []
        held.append(point)
    if held:
        yield held


def _title(made: Any, narrative: PublishedNarrative, marks: Sequence[Mark]) -> None:
    slide = made.slides.add_slide(made.slide_layouts[0])
    _put(slide.shapes.title, top=1_700_000, height=1_600_000)
    _write(slide.shapes.title, [clean(narrative.title)], size=44, bold=True, colour=BLUE)
    under = slide.placeholders[1]
    _put(under, top=3_500_000, height=1_900_000)
    _write(under, [names(marks), version(narrative)], size=20 if len(marks) <= 6 else 18)
    _notes(slide, signed_by(narrative, marks))


def _slide(made: Any, title: str, points: Sequence[str], notes: str, *, size: int = 0) -> None:
    slide = made.slides.add_slide(made.slide_layouts[1])
    _put(slide.shapes.title, top=400_000, height=1_000_000)
    _write(slide.shapes.title, [title], size=36, bold=True, colour=BLUE)
    body = slide.placeholders[1]
    _put(body, top=1_550_000, height=4_800_000)
    longest = len(" ".join(points))
    _write(body, [clean(one) for one in points], size=size or (24 if longest < MOST_LETTERS else 20 if longest < 650 else 18))
    _notes(slide, notes)


def _logos(made: Any, marks: Sequence[Mark]) -> None:
    """Write the partners' logos on a slide, row by row, in their order."""
    slide = made.slides.add_slide(made.slide_layouts[5])
    _put(slide.shapes.title, top=400_000, height=1_000_000)
    _write(slide.shapes.title, ["Our partners"], size=36, bold=True, colour=BLUE)
    across = min(4, len(marks))
    wide, tall = (WIDTH - 2 * MARGIN) // across, 4_600_000 // -(-len(marks) // across)
    for number, mark in enumerate(marks):
        row, column = divmod(number, across)
        picture = slide.shapes.add_picture(BytesIO(mark.logo or b""), 0, 0)
        scale = min((wide - 200_000) / picture.width, (tall - 200_000) / picture.height, 1_200_000 / picture.height)
        picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
        picture.left, picture.top = MARGIN + column * wide, 1_700_000 + row * tall
        picture.name = f"Logo {number + 1}"
        picture._element._nvXxPr.cNvPr.set("descr", clean(mark.alt or mark.name))
    _notes(slide, names(marks))


def _put(shape: Any, *, top: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = MARGIN, top, WIDTH - 2 * MARGIN, height


def _write(shape: Any, lines: Sequence[str], *, size: int, bold: bool = False, colour: int = INK) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.lang import MSO_LANGUAGE_ID
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame = shape.text_frame
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment, paragraph.space_after = PP_ALIGN.LEFT, Pt(8)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.language_id = Pt(size), bold, MSO_LANGUAGE_ID.ENGLISH_UK
        run.font.color.rgb = RGBColor(colour >> 16, colour >> 8 & 0xFF, colour & 0xFF)


def _notes(slide: Any, text: str) -> None:
    slide.notes_slide.notes_text_frame.text = clean(text)
