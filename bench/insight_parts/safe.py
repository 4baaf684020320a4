"""How well free text is made safe, and how well words that disclose harm are found. Parts: `safe_words`, `safe_injected`,
`safe_rival`, `safe_harm`."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from antiphon.voices.deidentification import Kind, deidentify
from antiphon.voices.tests import safe_set
from bench.insight_parts import safe_harm, safe_rival
from bench.insight_parts.safe_words import FILES, clean_comments, measured

RECALL, SURE_KINDS, FALSE, SPEED = 0.93, 0.99, 20, 10_000
NUMBERS = (Kind.PHONE, Kind.NHS_NUMBER, Kind.NATIONAL_INSURANCE, Kind.OTHER_NUMBER, Kind.DATE_OF_BIRTH, Kind.EMAIL, Kind.POSTCODE)
NOT_INSTALLED = "not installed: uv sync --extra rivals"
# Spaces and marks between the parts of a name or an address say nothing by themselves.
BETWEEN = " ,.-\n"

type Case = tuple[str, tuple[tuple[str, int, int], ...], tuple[str, ...]]


def masked(text: str) -> list[tuple[int, int]]:
    """Where Antiphon masks a text."""
    return [(found.start, found.end) for found in deidentify(text).found if found.sure]


def recall(cases: Iterable[Case], mask: Callable[[str], list[tuple[int, int]]] = masked) -> dict[str, tuple[int, int]]:
    """How many details were found whole and how many there were: by kind and by whatever else a case is marked with."""
    wanted: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    for text, spans, marks in cases:
        covered = {at for start, end in mask(text) for at in range(start, end)}
        for kind, start, end in spans:
            whole = all(at in covered or text[at] in BETWEEN for at in range(start, end))
            for group in ("all", kind, *marks):
                wanted[group] += 1
                hit[group] += whole
    return {group: (hit[group], wanted[group]) for group in wanted}


def shares(found: dict[str, tuple[int, int]]) -> dict[str, float]:
    """Recall by group, rounded."""
    return {group: round(hit / wanted, 3) for group, (hit, wanted) in sorted(found.items())}


def set_cases(sentences: Iterable[safe_set.Sentence]) -> list[Case]:
    """The sentences of the committed set."""
    return [
        (
            one.text,
            tuple((kind.value, start, end) for kind, start, end in one.spans),
            (f"written {one.style}",) if one.style else (),
        )
        for one in sentences
    ]


def injected(carriers: list[str], small: bool) -> list[Case] | None:
    """Details that Faker makes up, in real comments where there are any; None where Faker is not installed."""
    try:
        import faker  # noqa: F401
    except ImportError:
        return None
    from bench.insight_parts.safe_injected import ELSEWHERE, Maker

    maker = Maker(ELSEWHERE, 20261122)
    puts = maker.names(carriers, 200 if small else 1500) + maker.details(carriers, 10 if small else 80)
    return [
        (
            put.text,
            tuple((kind.value, start, end) for kind, start, end in put.spans),
            (f"written {put.writing}", f"names of {put.place}") if put.writing else (),
        )
        for put in puts
    ]


def run(data: Path | None, small: bool) -> Iterator[dict[str, Any]]:
    """Measure making safe, then the screening for harm."""
    texts = clean_comments(data) if data else []
    clean = [text for name, text in texts if name == FILES[0][0] and measured(text)]
    yield from _recall_lines(clean, small)
    if clean:
        yield from _clean_lines(clean)
        yield _speed_line([text for _, text in texts])
    yield from safe_harm.harm(data, small)


def _recall_lines(clean: list[str], small: bool) -> Iterator[dict[str, Any]]:
    written = shares(recall(set_cases(safe_set.sentences())))
    yield {"measure": "recall on the committed set, which rules were changed beside", "value": written["all"], "by": written}
    unseen = shares(recall(set_cases(safe_set.unseen_sentences())))
    yield {"measure": "recall of names in committed sentences no rule was changed for", "value": unseen["name"], "by": unseen}
    cases = injected(clean, small)
    if cases is None:
        yield {"measure": "recall on made-up details from elsewhere", "value": None, "told": NOT_INSTALLED}
        return
    found = recall(cases)
    by = shares(found)
    where = "in real comments" if clean else "alone"
    yield {
        "measure": f"recall of all kinds, details that Faker makes up {where}",
        "value": by["all"],
        "bar": RECALL,
        "holds": by["all"] >= RECALL,
        "details": found["all"][1],
        "by": by,
    }
    yield {"measure": f"recall of names that Faker makes up {where}", "value": by["name"], "details": found["name"][1]}
    worst = min(by[kind.value] for kind in NUMBERS)
    yield {
        "measure": "recall of numbers, e-mail and postcodes: the worst kind",
        "value": worst,
        "bar": SURE_KINDS,
        "holds": worst >= SURE_KINDS,
    }
    yield from safe_rival.lines(cases[:: 10 if small else 3], clean[:: 20 if small else 4], recall)


def _clean_lines(clean: list[str]) -> Iterator[dict[str, Any]]:
    kinds = Counter(found.kind.value for text in clean for found in deidentify(text).found if found.sure)
    value = round(1000 * kinds.total() / len(clean), 1)
    yield {
        "measure": "spans masked in 1,000 clean comments that nothing learnt from; some are names",
        "value": value,
        "bar": FALSE,
        "holds": value <= FALSE,
        "comments": len(clean),
        "by": dict(kinds),
    }
    doubtful = sum(deidentify(text).doubtful for text in clean)
    yield {"measure": "clean comments in doubt, in 1,000", "value": round(1000 * doubtful / len(clean), 1)}
    traps = [trap for trap in safe_set.traps() if deidentify(trap).text != trap]
    yield {"measure": "clean traps masked", "value": len(traps), "of": len(safe_set.traps())}


def _speed_line(texts: list[str]) -> dict[str, Any]:
    for text in texts[:500]:
        deidentify(text)
    begun = time.process_time()
    for text in texts:
        deidentify(text)
    value = round(len(texts) / (time.process_time() - begun))
    return {"measure": "comments made safe in a CPU-second", "value": value, "bar": SPEED, "holds": value >= SPEED}
