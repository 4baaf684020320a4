"""Precision and recall by rule on sentences of our own (`sentences/`): half of them were held out until the rules were done.

`measured()` makes the table of docs/language-checker.md; the tests hold what that page says.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from antiphon.language.checking import Term, check

HERE = Path(__file__).parent / "sentences"
TERMS = [
    Term("person who uses services", ("client",)),
    Term("care coordinator", ("case manager",)),
    Term("urgent treatment centre", ("walk-in",)),
    Term("day unit", ("day hospital",)),
]
MARKED = re.compile(r"\[\[(.+?)\]\]", re.S)
DATED = date(2026, 11, 1)


def sentences():
    """(rule, bad or good, held out, the text, the words to be found) for each line."""
    for path in sorted(HERE.glob("*.txt")):
        rule, seen = "", {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                rule, seen = line[3:].strip(), {}
            elif line[:2] in ("+ ", "- "):
                sign, text = line[0], line[2:].strip().replace("\\n", "\n")
                seen[sign] = seen.get(sign, 0) + 1
                marked = MARKED.search(text)
                yield rule, sign, seen[sign] % 2 == 0, MARKED.sub(r"\1", text), marked.group(1) if marked else ""


def _hits(rule, text):
    return [f for f in check(text, terms=TERMS, kind="councillor", on=DATED) if f.rule == rule]


def measured(held_out):
    """By rule: found, missed, false alarms and left alone, and the lines that went wrong."""
    table = {}
    for rule, sign, held, text, words in sentences():
        if held_out is not None and held != held_out:
            continue
        counts = table.setdefault(rule, {"found": 0, "missed": 0, "false": 0, "alone": 0, "wrong": []})
        hits = _hits(rule, text)
        if sign == "+":
            right = any(hit.text in words or words in hit.text for hit in hits)
            counts["found" if right else "missed"] += 1
        else:
            right = not hits
            counts["alone" if right else "false"] += 1
        if not right:
            counts["wrong"].append((sign, text, [hit.text for hit in hits]))
    return table


def test_there_are_at_least_twelve_of_each_for_each_rule():
    count = {}
    for rule, sign, *_ in sentences():
        count[rule, sign] = count.get((rule, sign), 0) + 1
    assert min(count.values()) >= 12, count
    from antiphon.language.checking import load

    assert {rule for rule, _ in count} == {*load().rules, "glossary"}


@pytest.mark.parametrize("held_out", [False, True], ids=["looked at", "held out"])
def test_precision_and_recall_are_what_the_page_says(held_out):
    table = measured(held_out)
    found, missed, false = (sum(row[word] for row in table.values()) for word in ("found", "missed", "false"))
    wrong = {rule: row["wrong"] for rule, row in table.items() if row["wrong"]}
    assert found / (found + false) >= 0.9, wrong
    assert found / (found + missed) >= 0.85, wrong
