"""What the shape of a sentence or a paragraph shows: too long, or hiding who does it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from antiphon.language.checking.findings import Finding
from antiphon.language.checking.packs import Pack, Rule
from antiphon.language.checking.words import listed

if TYPE_CHECKING:
    from antiphon.language.checking.engine import Words

BE = listed("is are was were be been being")
SENTENCE, PARAGRAPH, PASSIVE = "readability.long-sentence", "readability.long-paragraph", "passive"


def findings(text: str, masked: str, words: "Words", pack: Pack) -> Iterator[Finding]:
    """Long sentences, a long paragraph and passive voice in one block."""
    block = words.block
    if rule := pack.rules.get(SENTENCE):
        most = int(rule.data["most"])
        for sentence in block.sentences:
            if sentence.words > most:
                surface = text[sentence.start : sentence.end]
                message = rule.message.replace("{count}", str(sentence.words)).replace("{most}", str(most))
                yield Finding(SENTENCE, sentence.start, sentence.end, surface, message, rule.suggestion)
    rule = pack.rules.get(PARAGRAPH)
    if rule and block.kind == "paragraph" and len(block.sentences) > int(rule.data["most"]):
        start, end = block.sentences[0].start, block.sentences[-1].end
        message = rule.message.replace("{count}", str(len(block.sentences))).replace("{most}", str(rule.data["most"]))
        yield Finding(PARAGRAPH, start, end, text[start:end], message, rule.suggestion)
    if rule := pack.rules.get(PASSIVE):
        yield from _passive(text, masked, words, rule)


def _passive(text: str, masked: str, words: "Words", rule: Rule) -> Iterator[Finding]:
    plain = words.plain
    data = rule.data["sets"]
    irregular, states, between = data["irregular"], data["states"], data["between"]
    for at, word in enumerate(plain):
        if word not in BE or (at and word in ("is", "are") and plain[at - 1] in ("that", "which", "who")):
            continue
        look = at + 1
        while look < len(plain) and look - at <= 3 and (plain[look] in between or plain[look].endswith("ly")):
            look += 1
        if look >= len(plain) or plain[look] in states:
            continue
        last = plain[look]
        if last not in irregular and not (last.endswith("ed") and len(last) > 4 and not last.endswith("eed")):
            continue
        start, end = words.starts[at], words.ends[look]
        if any(mark in masked[start:end] for mark in ",;:.()\ufffc\n"):
            continue
        yield Finding(PASSIVE, start, end, text[start:end], rule.message.replace("{text}", text[start:end]), rule.suggestion)
