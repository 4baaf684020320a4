"""Measure the language checker beside others on the same files in the same run: `./dev bench language [--data DIR]`.

One line of JSON for each contender and measurement. Contenders: Antiphon; `flat`, the same words as Vale's rule format has them
(one pattern for each rule, no word of context), run by Python; `spacy`, the same words in spaCy's PhraseMatcher; `vale`, the
program itself with styles made from the same words; `proselint` with its own checks. Who is not there says so, and how to bring
it. Times are CPU time of one core. The exit code is 1 if a bar of Antiphon's is not held.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "src")]
DATA = HERE.parent.parent / "shared" / "data"
BRING = "not installed: uv sync --extra rivals"
KNOWN_BAD = [
    "hard to reach", "patients must", "we will guarantee", "rationalise", "reconfigure", "BAME", "vulnerable",
    "the final option", "STP", "CCG", "bed blockers", "purdah",
]  # fmt: skip
Spans = list[tuple[str, int, int]]
Checker = Callable[[list[str]], list[Spans]]


def main() -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help=f"the folder of reference data (here: {DATA})")
    parser.add_argument("--sample", type=int, default=150, help="announcements that every contender reads")
    chosen = parser.parse_args()
    failed = False
    for line in measurements(chosen.data, chosen.sample):
        failed |= line.get("holds") is False
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return 1 if failed else 0


def measurements(data: Path, sample: int) -> Iterator[dict[str, object]]:
    """Every measurement, one after the other."""
    contenders = list(_contenders())
    for name, checker, why in contenders:
        if checker is None:
            yield {"contender": name, "missing": why}
    ready = [(name, checker) for name, checker, _ in contenders if checker]
    sentences = _sentences()
    for name, checker in ready:
        yield {"measure": "sentences of our own, rules of words", "contender": name, **_scored(checker, sentences)}
        said = checker(KNOWN_BAD)
        yield {"measure": "known bad words found", "contender": name, "value": sum(map(bool, said)), "of": len(KNOWN_BAD)}
    if not data.is_dir():
        yield {"missing": f"no reference data at {data}: speed on real files and false alarms were not measured"}
        return
    pages = json.loads((data / "language" / "nhs_service_manual_content_pages.json").read_text(encoding="utf-8"))
    thousand = " ".join(" ".join(page["text"] for page in pages[50:60]).split(" ")[:1000])
    bodies = list(_bodies(data))
    some = bodies[:: max(1, len(bodies) // sample)][:sample]
    words = sum(len(text.split()) for text in some)
    for name, checker in ready:
        times = sorted(_cpu(lambda reads=checker: reads([thousand])) for _ in range(7))
        line = {"measure": "1,000 words, CPU milliseconds", "contender": name, "value": round(statistics.median(times) * 1000, 1)}
        yield {**line, "bar": 50, "holds": line["value"] < 50} if name == "antiphon" else line
        seconds = _cpu(lambda reads=checker: reads(some))
        each = round(seconds / words * 1_000_000, 1)
        yield {"measure": f"{len(some)} announcements, CPU seconds", "contender": name, "value": round(seconds, 2),
               "words": words, "milliseconds_for_1000_words": each}  # fmt: skip
    yield from _whole(bodies)
    yield from _false_alarms(ready, pages)


def _whole(bodies: list[str]) -> Iterator[dict[str, object]]:
    checker = _antiphon()
    third = len(bodies) // 3
    seconds = _cpu(lambda: _in_turn(checker, bodies[:third]))
    early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds += _cpu(lambda: _in_turn(checker, bodies[third:]))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - early) / 1024
    yield {"measure": "all announcements, CPU seconds", "contender": "antiphon", "value": round(seconds, 1), "bar": 90,
           "holds": seconds < 90, "files": len(bodies), "words": sum(len(text.split()) for text in bodies)}  # fmt: skip
    yield {"measure": "memory grown after the first third, MB", "contender": "antiphon", "value": round(grown, 1), "bar": 20,
           "holds": grown < 20}  # fmt: skip


def _in_turn(checker: Checker, bodies: list[str]) -> None:
    for body in bodies:
        checker([body])


def _false_alarms(ready: list[tuple[str, Checker]], pages: list[dict[str, str]]) -> Iterator[dict[str, object]]:
    """On 200 passages of the service manual, which follow the rules: words for one finding."""
    from antiphon.language.checking import check

    for cut, passages in (("sections", _passages(pages)), ("paragraphs of 20 words or more", _paragraphs(pages))):
        sample = random.Random(5).sample(passages, 200)
        words = sum(len(passage.split()) for passage in sample)
        counts = Counter(finding.rule for passage in sample for finding in check(passage))
        length = sum(number for rule, number in counts.items() if rule.startswith("readability."))
        other = counts.total() - length
        yield {"measure": f"false alarms: words for one finding, 200 {cut} of the service manual", "contender": "antiphon",
               "value": round(words / max(1, other)), "bar": 150, "holds": words / max(1, other) > 150, "words": words,
               "findings": other, "and_on_length": length, "by_rule": dict(counts.most_common())}  # fmt: skip
        for name, checker in ready:
            if name != "antiphon":
                found = sum(map(len, checker(sample)))
                yield {"measure": f"words for one finding, 200 {cut} of the service manual", "contender": name,
                       "value": round(words / max(1, found)), "findings": found}  # fmt: skip


def _passages(pages: Iterable[dict[str, str]]) -> list[str]:
    return [part for page in pages for part in re.split(r"\n(?=#{1,4} )", page["text"]) if len(part.split()) >= 30]


def _paragraphs(pages: Iterable[dict[str, str]]) -> list[str]:
    return [part for page in pages for part in page["text"].split("\n\n") if len(part.split()) >= 20]


def _bodies(data: Path) -> Iterator[str]:
    with gzip.open(data / "announcements" / "announcements.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["body"]


def _cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process and of those that it started."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


# --- Sentences with known findings ---------------------------------------------------------------------

OF_WORDS = {
    "gone-body", "health-words", "jargon", "orders", "partisan", "people", "plain-words", "predetermined", "promise", "style",
    "vague-need",
}  # fmt: skip


def _sentences() -> list[tuple[str, str, str, str]]:
    """(rule, + or -, text, words to be found) of the rules that are lists of words."""
    found = []
    for path in sorted((HERE.parent / "src/antiphon/language/tests/sentences").glob("*.txt")):
        rule = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                rule = line[3:].strip()
            elif line[:2] in ("+ ", "- ") and rule in OF_WORDS:
                marked = re.search(r"\[\[(.+?)\]\]", line)
                found.append((rule, line[0], re.sub(r"\[\[(.+?)\]\]", r"\1", line[2:].strip()), marked[1] if marked else ""))
    return found


def _scored(checker: Checker, sentences: list[tuple[str, str, str, str]]) -> dict[str, object]:
    found = missed = false = 0
    said = checker([text for _, _, text, _ in sentences])
    for (rule, sign, text, words), spans in zip(sentences, said, strict=True):
        spans = [span for span in spans if span[0] in (rule, "")]
        if sign == "-":
            false += bool(spans)
            continue
        at = text.index(words)
        right = any(start < at + len(words) and at < end for _, start, end in spans)
        found, missed = found + right, missed + (not right)
    return {"precision": round(found / max(1, found + false), 3), "recall": round(found / (found + missed), 3),
            "found": found, "missed": missed, "false_alarms": false}  # fmt: skip


# --- Contenders ----------------------------------------------------------------------------------------


def _contenders() -> Iterator[tuple[str, Checker | None, str]]:
    yield "antiphon", _antiphon(), ""
    yield "flat", _flat(), ""
    yield "spacy", *(_spacy() if importlib.util.find_spec("spacy") else (None, BRING))
    yield "proselint", *(_proselint() if importlib.util.find_spec("proselint") else (None, BRING))
    yield "vale", *_vale()


def _antiphon() -> Checker:
    from antiphon.language.checking import check

    return lambda texts: [[(f.rule, f.start, f.end) for f in check(text, kind="councillor")] for text in texts]


def _words() -> dict[str, list[str]]:
    from antiphon.language.checking import load

    listed: dict[str, list[str]] = {}
    for phrase in load().phrases:
        listed.setdefault(phrase.rule, []).append(phrase.surface)
    return {rule: sorted(set(words), key=len, reverse=True) for rule, words in listed.items()}


def _flat() -> Checker:
    patterns = {}
    for rule, words in _words().items():
        patterns[rule] = re.compile(r"\b(?:" + "|".join(re.escape(word) for word in words) + r")\b", re.I)
    return lambda texts: [
        [(rule, m.start(), m.end()) for rule, pattern in patterns.items() for m in pattern.finditer(text)] for text in texts
    ]


def _spacy() -> tuple[Checker, str]:
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("en")
    language.max_length = 10_000_000
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    for rule, words in _words().items():
        matcher.add(rule, list(language.pipe(words)))

    def read(texts: list[str]) -> list[Spans]:
        return [
            [(span.label_, span.start_char, span.end_char) for span in matcher(language(text), as_spans=True)] for text in texts
        ]

    return read, ""


def _proselint() -> tuple[Checker, str]:
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)

    def read(texts: list[str]) -> list[Spans]:
        return [[("", *found.check_result.span) for found in LintFile("text", text).lint()] for text in texts]

    return read, ""


def _vale() -> tuple[Checker | None, str]:
    program = shutil.which("vale") or str(Path(sys.executable).with_name("vale"))
    try:
        shown = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=120)
    except OSError:
        return None, BRING
    if shown.returncode or "vale version" not in shown.stdout:
        return None, "the PyPI package is there, but could not fetch the program (it loads it from GitHub at its first start)"
    folder = Path(tempfile.mkdtemp(prefix="vale-"))
    (folder / "styles" / "Same").mkdir(parents=True)
    (folder / ".vale.ini").write_text("StylesPath = styles\nMinAlertLevel = suggestion\n[*.md]\nBasedOnStyles = Same\n")
    for rule, words in _words().items():
        swaps = {"extends": "existence", "message": "%s", "ignorecase": True, "tokens": [re.escape(word) for word in words]}
        (folder / "styles" / "Same" / f"{rule}.yml").write_text(json.dumps(swaps))  # JSON is YAML

    def read(texts: list[str]) -> list[Spans]:
        given = Path(tempfile.mkdtemp(prefix="texts-"))
        for number, text in enumerate(texts):
            (given / f"{number}.md").write_text(text, encoding="utf-8")
        command = [program, f"--config={folder / '.vale.ini'}", "--output=JSON", "--no-exit", str(given)]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "HOME": str(folder)})
        said: list[Spans] = [[] for _ in texts]
        for name, alerts in json.loads(done.stdout or "{}").items():
            number = int(Path(name).stem)
            starts = [0, *(m.end() for m in re.finditer("\n", texts[number]))]
            for alert in alerts:
                start = starts[alert["Line"] - 1] + alert["Span"][0] - 1
                said[number].append((alert["Check"].split(".")[1], start, start + len(alert["Match"])))
        shutil.rmtree(given)
        return said

    return read, ""


if __name__ == "__main__":
    raise SystemExit(main())
