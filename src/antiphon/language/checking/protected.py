"""What is not ours to check: code, links, another's words, other languages. It is covered, character for character.

What is covered becomes U+FFFC, so that every offset still holds; line ends and spaces stay.
"""

import re
from collections.abc import Iterator

from antiphon.language.checking.findings import Unchecked
from antiphon.language.checking.words import listed

COVER = "\ufffc"
_COVERED = re.compile(r"\S")

# One look over the text for all that needs no thought. The order matters: what starts first wins.
_FIXED = re.compile(
    r"(?P<fence>^[ \t]{0,3}(?P<tick>```+|~~~+)[^\n]*\n"
    r"(?:(?!^[ \t]{0,3}(?P=tick))[^\n]*\n?)*(?:^[ \t]{0,3}(?P=tick)[`~]*[ \t]*$)?)"
    r"|(?P<front>\A---\n(?:[^\n]*\n){0,60}?---[ \t]*$)"
    r"|(?P<block><(?P<tag>script|style|pre|code|kbd|samp)\b[^<>]{0,300}>(?:(?!</(?P=tag)\b).)*(?:</(?P=tag)[^<>]{0,20}>|\Z))"
    r"|(?P<comment><!--(?:(?!-->).)*(?:-->|\Z))"
    r"|(?P<tags><[/!]?[A-Za-z][^<>\n]{0,500}>)"
    r"|(?P<moustache>\{\{[^{}\n]{0,300}\}\}|\{%[^\n%]{0,300}%\})"
    r"|(?P<code>(?P<ticks>`{1,3})[^`\n]{1,500}(?P=ticks))"
    r"|(?P<target>(?<=\])\([^()\s]{1,2000}(?:\s+\"[^\"\n]{0,200}\")?\)|^[ \t]{0,3}\[[^\]\n]{1,200}\]:[ \t]*\S+)"
    r"|(?P<address>\b[a-z][a-z0-9+.\-]{1,15}://[^\s<>\"”]+|\bwww\.[^\s<>\"”]+|\bmailto:\S+)"
    r"|(?P<mail>[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6})"
    r"|(?P<host>\b(?:[a-z0-9\-]{1,63}\.){1,5}(?:uk|com|org|net|gov|ca|eu|io|wales|scot|int|edu|info)\b(?:/[^\s<>\"”)]*)?)"
    r"|(?P<handle>(?<![\w/&])[@#][A-Za-z_]\w{1,60})"
    r"|(?P<quoteblock>^[ \t]{0,3}>[^\n]*(?:\n[ \t]{0,3}>[^\n]*)*)",
    re.M | re.S | re.I,
)
_WHY = {"quoteblock": "quotation", "address": "link", "mail": "link", "host": "link", "target": "link", "handle": "link"}
# Another's words: between double quotation marks, or single curly ones that open after a space and close before one.
_QUOTED = re.compile(
    r"“[^”“]{1,2000}?”|«[^»«]{1,2000}?»|„[^“”„]{1,2000}?[“”]"
    r"|(?<![\w\"])\"(?=[^\s\"])[^\"\n]{1,1000}?(?<=[^\s\"])\"(?!\w)"
    r"|(?<!\w)‘(?=\S)[^‘\n]{1,400}?(?<=[^\s])’(?![\w])"
    r"|(?<![\w'])'(?=[^\s'])[^'\n]{1,300}?(?<=[^\s'])'(?![\w'])"
)
# Words that are spoken about, not used: a list after “do not say:”, one to a line.
_SPOKEN_OF = re.compile(
    r"^[^\n]{0,200}\b(?:(?:do|did|does|will) not|don't|don’t|never|avoid)\b[^\n.]{0,90}:[ \t]*\n"
    r"(?P<list>(?:[ \t]*\n|[ \t]*[-*+•–][ \t]+[^\n]{1,120}(?:\n|\Z))+)",
    re.M | re.I,
)
_SAYS_NOT = re.compile(r"\b(?:use|say|write|call|using|saying|writing|avoid)\b", re.I)
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff](?:[\W\d_]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff])*")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u052f\u0900-\u1fff\u3040-\ud7af](?:[\W\d_]*[\u0370-\u052f\u0900-\u1fff\u3040-\ud7af])*")
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

_LINE_ENDS = {0x0D: 0x0A, 0x0B: 0x0A, 0x0C: 0x0A, 0x85: 0x0A, 0x2028: 0x0A, 0x2029: 0x0A}

_SAID = re.compile(r"[a-zà-ÿŵŷāăąćčďęěğıłńňőřśşšťůűźżž]+(?:['’][a-zà-ÿ]+)?", re.I)
_ENGLISH = listed(
    "the of and to in is that it for was on are with as be this have from or had by but not what all were we when your can said"
    " there use an each which she he do how their if will up other about out many then them these so some her would make like him"
    " into time has look two more go see no way could people my than who its now did get come may part over you at they our"
    " does before after where why must should a i me us am any only back here ask eg ie etc"
)
_LANGUAGES: dict[str, frozenset[str]] = {
    "Welsh": listed(
        "yn y yr mae ar i o gan wedi ei eu sy'n sydd a'r i'r o'r ac neu bydd gyda dros gofal iechyd pobl am ein eich chi"
        " ni hyn yw oedd fod bod cael yng ym nghymru cymru gwasanaeth gwasanaethau cymraeg os ond hefyd fel rydym bwrdd nid mewn"
        " ddim rhai hwn hon pan bob pob iawn dod gwneud cyngor sut beth pwy ble eich ngofal ddiolch diolch"
        " meddyg ysbyty cleifion byddwn byddwch gallwch gallwn yma arall newydd"
    ),
    "French": listed(
        "le la les de des du et en un une est pour que qui dans sur par au aux avec ce cette ces nous vous ils sont pas plus ou"
        " notre votre leur être à l'accès d'un d'une l'information c'est qu'il afin ainsi"
    ),
    "Polish": listed("i w z na do się nie jest że o po za od przez dla oraz są jak to tego które który być pan pani"),
    "Spanish": listed("el la los las de y en un una es para que con por se no su del al como más lo sus está"),
    "Portuguese": listed("o a os as de e em um uma é para que com por se não do da dos das ao mais seu sua"),
    "Romanian": listed("și în de la cu pe un o este sunt pentru că care nu din mai sau ale prin să"),
    "Somali": listed("iyo waa in oo ka ku ay aad la uu si ah lagu wax kuu waxaa"),
    "Irish": listed("an na agus i ar is le do a go bhfuil sé tá ag leis seo sin nach mar"),
}
_SENTENCES = re.compile(r"[^\n.!?]+(?:[.!?]+|\n|$)")


def covered(text: str) -> tuple[str, list[Unchecked]]:
    """The text with what is not checked covered, and the list of what that was, in order."""
    text = text.replace("\r\n", " \n").translate(_LINE_ENDS)
    left: list[Unchecked] = []
    left += [Unchecked(m.start(), m.end(), "right-to-left writing") for m in _RIGHT_TO_LEFT.finditer(text)]
    left += [Unchecked(m.start(), m.end(), "another writing") for m in _OTHER_SCRIPT.finditer(text)]
    left += [Unchecked(m.start(), m.end(), "hidden characters") for m in _HIDDEN.finditer(text)]
    for m in _FIXED.finditer(text):
        left.append(Unchecked(m.start(), m.end(), _WHY.get(m.lastgroup or "", "code")))
    text = _cover(text, left)
    quoted = [Unchecked(m.start(), m.end(), "quotation") for m in _QUOTED.finditer(text) if "\n\n" not in m.group()]
    text = _cover(text, quoted)
    for m in _SPOKEN_OF.finditer(text):
        if _SAYS_NOT.search(text, m.start(), m.start("list")):
            quoted.append(Unchecked(m.start("list"), m.end("list"), "words spoken about"))
    text = _cover(text, quoted)
    foreign = list(_foreign(text))
    text = _cover(text, foreign)
    return text, sorted([*left, *quoted, *foreign], key=lambda part: (part.start, part.end))


def _cover(text: str, parts: list[Unchecked]) -> str:
    pieces = []
    at = 0
    for part in sorted(parts, key=lambda part: part.start):
        if part.end <= at:
            continue
        start = max(part.start, at)
        pieces.append(text[at:start])
        pieces.append(_COVERED.sub(COVER, text[start : part.end]))
        at = part.end
    return "".join([*pieces, text[at:]]) if pieces else text


def _foreign(text: str) -> Iterator[Unchecked]:
    """Sentences that are written in another language, by the small words in them."""
    for match in _SENTENCES.finditer(text):
        words = [word.lower().replace("’", "'") for word in _SAID.findall(match.group())]
        if len(words) < 3:
            continue
        english = sum(word in _ENGLISH for word in words)
        if english * 5 >= len(words):  # most English sentences end here
            continue
        own = [word for word in words if word not in _ENGLISH]
        best, why = max((sum(word in small for word in own), name) for name, small in _LANGUAGES.items())
        if best >= 2 and best > 2 * english and best * 4 >= len(words):
            yield Unchecked(match.start(), match.end(), why)
