"""How well the library finds: questions about health answers, items found again by their own words, and how long it takes.

Everything runs on PostgreSQL, through the same functions as the library's page (`antiphon.library.apart` puts the documents
beside it). The rival is what Wagtail's search on PostgreSQL and Django's `SearchRank` do: a weighted tsvector, `ts_rank`.

Known items: for each of the 1,402 cases a question is made from its own words, by a fixed seed: one word of its title with a
slip of the keyboard (`typo`), its title without one word (`dropped`), both at once (`both`), seven words of its text that
follow one another, short words left out (`text`). It is found when the case itself is the first of what comes back
(success@1); two cases with the same title are one case.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

type Finder = Callable[[str], list[str]]
SEED = 20261122
MRR_BAR, KNOWN_BAR, P95_BAR = 0.70, 0.85, 50.0
RIVAL = "ts_rank (Wagtail's database search, Django's SearchRank)"


def slip(word: str, chance: random.Random) -> str:
    """Return a word with one letter left out, added, changed or swapped."""
    at, what = chance.randrange(1, len(word) - 1), chance.randrange(4)
    other = chance.choice("aeioustrln")
    if what == 0:
        return word[:at] + word[at + 1 :]
    if what == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + other + word[at + (what == 2) :]


def known_items(cases: Sequence[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """Return (question, title that is right) pairs by how they were made."""
    chance = random.Random(SEED)
    found: dict[str, list[tuple[str, str]]] = {"typo": [], "dropped": [], "both": [], "text": []}
    for case in cases:
        right, words = case["title"].casefold(), re.findall(r"[\w'’-]+", case["title"])
        long = [at for at, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
        if long:
            at = chance.choice(long)
            found["typo"].append((" ".join([*words[:at], slip(words[at], chance), *words[at + 1 :]]), right))
        if len(words) >= 3:
            drop = chance.randrange(len(words))
            found["dropped"].append((" ".join(word for at, word in enumerate(words) if at != drop), right))
        if len(words) >= 3 and len(long) > 1:
            at = chance.choice(long)
            drop = chance.choice([other for other in range(len(words)) if other != at])
            slipped = [slip(word, chance) if place == at else word for place, word in enumerate(words)]
            found["both"].append((" ".join(word for place, word in enumerate(slipped) if place != drop), right))
        text = re.findall(r"[A-Za-z]{5,}", f"{case['summary']} {case['body']}")
        if len(text) > 30:
            start = chance.randrange(len(text) - 7)
            found["text"].append((" ".join(text[start : start + 7]), right))
    return found


def reciprocal(found: Sequence[str], right: Sequence[str]) -> float:
    """Return one divided by the place of the first right one among ten, or nought."""
    return next((1 / place for place, key in enumerate(found[:10], 1) if key in right), 0.0)


def mean_reciprocal(find: Finder, questions: Sequence[dict[str, Any]]) -> float:
    """Return MRR@10."""
    return statistics.fmean(reciprocal(find(one["query"]), one["relevant"]) for one in questions)


def varied(cursor: Any) -> list[str]:
    """Return 240 queries of every kind: frequent words alone and together, rare words with a slip, questions, mixtures."""
    chance = random.Random(SEED)
    cursor.execute("select word from library_word where length(word) > 3 order by documents desc, word limit 60")
    frequent = [row[0] for row in cursor.fetchall()]
    cursor.execute("select word from library_word where documents between 100 and 2000 and word ~ '^[a-z]{5,}$' order by word")
    usual = [row[0] for row in cursor.fetchall()]
    made = [lambda: chance.choice(frequent), lambda: " ".join(chance.sample(frequent, 3)),
            lambda: f"{slip(chance.choice(usual), chance)} {chance.choice(usual)}",
            lambda: " ".join([*chance.sample(usual, 2), *chance.sample(frequent, 2)]),
            lambda: f"what do people say about {chance.choice(usual)} and {chance.choice(frequent)}",
            lambda: " ".join(chance.sample(usual, 5))]  # fmt: skip
    return [make() for make in made for _ in range(40)]


def plain(cursor: Any) -> Finder:
    """Return the rival: every word, any of them, ranked by `ts_rank` over the same weighted tsvector."""

    def find(typed: str) -> list[str]:
        cursor.execute(
            "select key from library_passage, (select replace(plainto_tsquery('antiphon', %s)::text, '&', '|')::tsquery q) asked"
            " where vector @@ q order by ts_rank(vector, q) desc, id limit 10",
            [typed],
        )
        return [row[0] for row in cursor.fetchall()]

    return find


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Return the lines of a packed JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def run(data: Path | None, small: bool) -> Iterator[dict[str, Any]]:
    """Measure the search on the reference data."""
    folder = data / "library" if data else None
    if folder is None or not folder.is_dir():
        yield {"measure": "search", "value": None, "note": "no reference data: give --data"}
        return
    _ready()
    from antiphon.library import apart

    yield from _questions(folder, small, apart)
    yield from _cases(folder, small, apart)
    yield from _speed(folder, small, apart)


def _ready() -> None:
    """Start the embedded PostgreSQL, unless `DATABASE_URL` names another one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
    if not os.environ.get("DATABASE_URL"):
        from antiphon.config import postgres

        postgres.ensure_running()
    import django

    django.setup()


def _finder(apart: Any, cursor: Any, **options: Any) -> Finder:
    return lambda typed: [key for key, _ in apart.find(typed, cursor, **options)]


def _questions(folder: Path, small: bool, apart: Any) -> Iterator[dict[str, Any]]:
    with gzip.open(folder / "search_queries_dev_medquad.json.gz", "rt", encoding="utf-8") as file:
        questions = json.load(file)
    random.Random(7).shuffle(questions)
    half = len(questions) // 2
    tuned, held = questions[:half], questions[half:]
    if small:
        tuned, held = tuned[:100], held[:100]
    with apart.apart(apart.document(row) for row in rows(folder / "search_docs_medquad.jsonl.gz")) as cursor:
        ours, some = _finder(apart, cursor), held[:600]
        here, there = mean_reciprocal(ours, held), mean_reciprocal(ours, tuned)
        rival = mean_reciprocal(plain(cursor), some)
        bare = mean_reciprocal(_finder(apart, cursor, forms=False), some)
    yield {"measure": "MedQuAD MRR@10, the half that nothing was tuned on", "value": round(here, 4), "bar": MRR_BAR,
           "holds": here >= MRR_BAR, "questions": len(held), "rival": {RIVAL: round(rival, 4), "questions": len(some)},
           "without the forms of questions": round(bare, 4)}  # fmt: skip
    every = (here * len(held) + there * len(tuned)) / (len(held) + len(tuned))
    yield {"measure": "MedQuAD MRR@10, all development questions", "value": round(every, 4), "bar": MRR_BAR,
           "holds": every >= MRR_BAR, "questions": len(held) + len(tuned)}  # fmt: skip


def _cases(folder: Path, small: bool, apart: Any) -> Iterator[dict[str, Any]]:
    cases = list(rows(folder / "case_library.jsonl.gz"))
    titles = {case["id"]: case["title"].casefold() for case in cases}
    with apart.apart(apart.document(row) for row in cases) as cursor:
        for made, questions in known_items(cases[:60] if small else cases).items():
            places = [reciprocal([titles[key] for key in _finder(apart, cursor)(typed)], [right]) for typed, right in questions]
            theirs = [reciprocal([titles[key] for key in plain(cursor)(typed)], [right]) for typed, right in questions]
            first = statistics.fmean(place == 1 for place in places)
            yield {"measure": f"case library, known item by {made}: success@1", "value": round(first, 4), "bar": KNOWN_BAR,
                   "holds": first >= KNOWN_BAR, "MRR@10": round(statistics.fmean(places), 4), "questions": len(questions),
                   "rival": {RIVAL: round(statistics.fmean(place == 1 for place in theirs), 4)}}  # fmt: skip


def _speed(folder: Path, small: bool, apart: Any) -> Iterator[dict[str, Any]]:
    def limited() -> Iterator[dict[str, Any]]:
        for number, row in enumerate(rows(folder / "search_passages.jsonl.gz")):
            if small and number >= 5000:
                return
            yield row

    began = time.perf_counter()
    with apart.apart(apart.document(row) for row in limited()) as cursor:
        loaded = time.perf_counter() - began
        cursor.execute("select count(*), pg_total_relation_size('library_passage') / 1000000 from library_passage")
        passages, size = cursor.fetchone()
        queries, ours = varied(cursor), _finder(apart, cursor, most=20)
        taken = []
        for find in (ours, plain(cursor)):
            for typed in queries[::8]:
                find(typed)
            times = []
            for typed in queries:
                start = time.perf_counter()
                find(typed)
                times.append(1000 * (time.perf_counter() - start))
            taken.append(sorted(times))
    p95, median = ([round(times[int(len(times) * share)], 1) for times in taken] for share in (0.95, 0.5))
    yield {"measure": "p95 of a search, milliseconds", "value": p95[0], "bar": P95_BAR, "holds": p95[0] < P95_BAR,
           "median": median[0], "passages": passages, "queries": len(queries), "load": round(os.getloadavg()[0], 1),
           "rival": {RIVAL: p95[1], "median": median[1]}, "seconds to index": round(loaded, 1), "MB": int(size)}  # fmt: skip
