"""Reading files: the words of a document come out, and a file that cannot be read ends in one clear sentence."""

import zipfile

import pytest

from antiphon.language.checking import check
from antiphon.language.checking.documents import COVER, Unreadable, words_of_bytes, words_of_file, words_of_html

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(path, body, *, head=f"<w:document {W}><w:body>", name="word/document.xml"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, head + body + "</w:body></w:document>")
    return path


def test_the_words_of_a_word_document_come_out(tmp_path):
    body = (
        "<w:p><w:r><w:t>We will </w:t></w:r><w:r><w:t>guarantee</w:t></w:r><w:r><w:t xml:space='preserve'> it.</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>utilise</w:delText></w:r></w:del><w:r><w:t>Cafe &amp; hall</w:t></w:r></w:p><w:p/>"
    )
    text = words_of_file(docx(tmp_path / "a.docx", body))
    assert text == "We will guarantee it.\n\nCafe & hall"
    assert [(f.rule, f.start, f.end) for f in check(text)] == [("promise", 3, 17)]


def test_the_words_of_a_page_come_out_without_what_is_not_shown():
    html = (
        "<html lang=en><head><title>x</title><style>p{}</style></head><body><h1>Our   plan</h1><p>We <b>will</b>\n guarantee it."
        "<script>utilise()</script><br>Now.</p><p lang=cy>Mae pobl</p><p><code>leverage</code> and <q>BAME</q></p>"
        "<ul><li>One<li>Two</ul>"
    )
    assert words_of_html(html) == f"Our plan\n\nWe will guarantee it.\nNow.\n\n{COVER}\n\n{COVER} and {COVER}\n\nOne\n\nTwo"


@pytest.mark.parametrize("html", ["<", "<p", "</p></p>", "<p>a<b>b</p>c</b>", "<!-- ", "&#x110000;&amp", "<a b='", "<script>"])
def test_a_broken_page_is_read_as_far_as_it_goes(html):
    assert isinstance(words_of_html(html), str)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"\xff\xfeA", "not UTF-8"),
        ("a.txt", "Caf\u00e9".encode("latin-1"), "Save it as “UTF-8”"),
        ("a.txt", b"a\x00b", "not a text"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word file"),
        ("a.docx", b"plain words", "not a DOCX file"),
        ("a.docx", b"PK\x03\x04broken", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name, data, said):
    with pytest.raises(Unreadable, match=said):
        words_of_bytes(data, name)


def test_a_bomb_is_not_unfolded(tmp_path):
    path = docx(tmp_path / "bomb.docx", "<w:p/>" + " " * 70_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(Unreadable, match="unfolds to more"):
        words_of_file(path)


def test_entities_of_ones_own_are_refused(tmp_path):
    head = f'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document {W}><w:body>'
    with pytest.raises(Unreadable, match="harmful"):
        words_of_file(docx(tmp_path / "laughs.docx", "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", head=head))


def test_a_packed_file_of_another_kind_says_so(tmp_path):
    with pytest.raises(Unreadable, match="not a Word document"):
        words_of_file(docx(tmp_path / "sheet.xlsx", "", name="xl/workbook.xml"))


def test_utf16_with_its_mark_and_utf8_with_its_mark_are_read():
    assert words_of_bytes("BAME".encode("utf-16"), "a.txt") == "BAME"
    assert words_of_bytes("BAME".encode("utf-8-sig"), "a.txt") == "BAME"


def test_a_missing_file_and_a_folder_say_so(tmp_path):
    with pytest.raises(Unreadable, match="There is no file"):
        words_of_file(tmp_path / "none.txt")
    with pytest.raises(Unreadable, match="is not a file"):
        words_of_file(tmp_path)
