"""Files that come in: what hides in them is gone, and what is not safe is refused."""

from io import BytesIO

import pytest

from antiphon.core.problems import BadFile
from antiphon.packs.doors.files import taken
from antiphon.packs.tests.factories import picture


def jpeg_with_a_place() -> bytes:
    from PIL import Image

    image = Image.new("RGB", (60, 40), "red")
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    exif[0x0112] = 6
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"secret words")
    return out.getvalue()


def plain_pdf(**more: object) -> bytes:
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if "script" in more:
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject({
            NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(str(more["script"]))})
    if "attached" in more:
        writer.add_attachment("a.exe", b"MZ")
    if "locked" in more:
        writer.encrypt("word")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_picture_keeps_its_dots_and_nothing_else():
    sent = jpeg_with_a_place()
    found = taken(sent)
    assert b"telephone" in sent
    assert b"telephone" not in found.content
    assert b"secret words" not in found.content
    assert (found.kind, found.media_type, found.width, found.height) == ("image", "image/jpeg", 40, 60)  # turned upright


def test_what_is_hidden_behind_a_picture_is_gone():
    assert b"<script>" not in taken(picture() + b"<script>alert(1)</script>").content


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\nbroken",
                                     b"%PDF-1.7 broken", b"MZ"])  # fmt: skip
def test_what_is_no_picture_and_no_pdf_is_refused(content):
    with pytest.raises(BadFile):
        taken(content)


def test_a_pdf_that_does_more_than_show_is_refused():
    assert taken(plain_pdf()).kind == "pdf"
    assert not taken(plain_pdf()).tagged
    for wrong in ({"script": "app.alert(1)"}, {"attached": True}, {"locked": True}):
        with pytest.raises(BadFile):
            taken(plain_pdf(**wrong))
