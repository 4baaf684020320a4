"""`./dev bench train_names --data DIR`: make the two weight files of the name model anew, the same bit for bit.

`name_sounds.json`: letters of names against letters of ordinary words, from the lists in voices/names.
`name_model.json`: what stands beside a name, from made-up sentences and from real comments into which names of our lists are
put. Only the half of the real comments that `measured` leaves out is read, and only what stands in three different comments
is kept. Needs the extra `train` (scikit-learn).
"""

import argparse
import gzip
import json
import random
import re
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from antiphon.voices.deidentification import name_lists, name_model, name_sounds
from antiphon.voices.deidentification.name_context import Comment
from antiphon.voices.deidentification.person_names import rule_names
from bench.insight_parts.safe_words import clean_comments, measured
from bench.names_said import JOBS, NEAR, NOBODY, SAID

KEPT = 24_000
FEWEST = 3  # comments a feature must stand in, so that none can point at a person
HIDDEN = 0.45  # of the names put in are treated as if no list had them


def _matrix(rows: list[dict[str, float]], columns: dict[str, int]) -> csr_matrix:
    data, where, ends = [], [], [0]
    for row in rows:
        for name, value in row.items():
            if name in columns:
                where.append(columns[name])
                data.append(value)
        ends.append(len(where))
    return csr_matrix((np.array(data, dtype=np.float64), np.array(where), np.array(ends)), shape=(len(rows), len(columns)))


def _runs(word: str) -> dict[str, float]:
    runs = name_sounds.letters(word)
    each = 1 / len(runs) ** 0.5
    found: dict[str, float] = {}
    for run in runs:
        found[run] = found.get(run, 0) + each
    return found


def sound_words() -> tuple[list[str], list[bool], list[float]]:
    """Names and ordinary words (with slips of the pen in them), whether each is a name, and its weight."""
    read = name_lists.words_in
    pick = random.Random(4)
    also = read("also_words.txt")
    own = (read("first_names.txt") | read("surnames.txt")) - also
    wide = read("wide_names.txt")
    plain = (
        {word for word in read("ordinary_words.txt") | read("known_words.txt") if word.isalpha() and len(word) > 2} - own - wide
    )
    places = {word for word in read("allowed.txt") if word.isalpha()} - own - wide
    endings = ("s", "ed", "ing", "er", "ly", "ness", "ment", "able")
    grown = {word + ending for word in sorted(plain) for ending in pick.sample(endings, 2)} - own - wide
    slips = (
        {slip for word in sorted(plain) if len(word) > 4 for slip in (_slip(word, pick), _slip(word, pick))} - own - wide - plain
    )
    rows = [(word, True, 2.0) for word in sorted(own)] + [(word, True, 0.35) for word in sorted(wide)]
    rows += [(word, False, 2.0) for word in sorted(plain | places)]
    rows += [(word, False, 1.0) for word in sorted(grown | slips)]
    pick.shuffle(rows)
    words, truth, weight = zip(*rows, strict=True)
    return list(words), list(truth), list(weight)


def _slip(word: str, pick: random.Random) -> str:
    at = pick.randrange(1, len(word) - 1)
    return pick.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at] + word[at:],
            word[:at] + pick.choice("aeiourstn") + word[at + 1 :],
        )
    )


def train_sounds() -> dict[str, float]:
    """Write the letters' weights; return each word's log odds from a model that did not see it."""
    words, truth, weight = sound_words()
    rows = [_runs(word) for word in words]
    seen = Counter(run for row in rows for run in row)
    columns = {run: at for at, run in enumerate(sorted(run for run, times in seen.items() if times >= 8))}
    matrix, target, weights = _matrix(rows, columns), np.array(truth), np.array(weight)
    fold = np.arange(len(words)) % 5
    unseen: dict[str, float] = {}
    make = lambda: LogisticRegression(C=3.0, solver="liblinear", max_iter=300)  # noqa: E731
    for part in range(5):
        model = make().fit(matrix[fold != part], target[fold != part], weights[fold != part])
        odds = model.decision_function(matrix[fold == part])
        unseen.update(zip([word for word, at in zip(words, fold, strict=True) if at == part], odds.tolist(), strict=True))
    right = np.mean([(unseen[word] > 0) == name for word, name in zip(words, truth, strict=True)])
    model = make().fit(matrix, target, weights)
    kept = sorted(zip(columns, model.coef_[0], strict=True), key=lambda one: (-abs(one[1]), one[0]))[:KEPT]
    name_sounds.FILE.write_text(
        json.dumps(
            {
                "bias": round(float(model.intercept_[0]), 4),
                "weights": {run: round(float(value) * name_sounds.SCALE) for run, value in sorted(kept)},
            },
            separators=(",", ":"),
            ensure_ascii=False,
        )
        + "\n"
    )
    print(json.dumps({"sounds": {"words": len(words), "right_when_unseen": round(float(right), 3), "runs": len(kept)}}))
    return unseen


class Names:
    """Draws names from our lists, some of them as if they were in none."""

    def __init__(self, unseen: dict[str, float], seed: int) -> None:
        read = name_lists.words_in
        self.pick = random.Random(seed)
        self.unseen = unseen
        self.first, self.last = sorted(read("first_names.txt")), sorted(read("surnames.txt"))
        self.wide = sorted(read("wide_names.txt"))

    def one(self, own: list[str]) -> str:
        """One name with its capital."""
        word = self.pick.choice(own if self.pick.random() < 0.65 else self.wide)
        word = word.capitalize()
        if word.startswith("Mc") and len(word) > 4:
            word = "Mc" + word[2:].capitalize()
        return word

    def filled(self, slot: str) -> str:
        """A name for a slot: f a first name, l a surname, n both."""
        pick = self.pick
        if slot == "f":
            return self.one(self.first) + (f" {self.one(self.first)}" if pick.random() < 0.03 else "")
        if slot == "l":
            extra = pick.random()
            name = self.one(self.last)
            return (
                f"{name}-{self.one(self.last)}"
                if extra < 0.05
                else f"{pick.choice('ABDEGHJKLMNPRST')} {name}"
                if extra < 0.09
                else name
            )
        return f"{self.filled('f')} {self.filled('l')}"


def fill(said: str, names: Names) -> tuple[str, list[tuple[int, int]]]:
    """A sentence with its slots filled, and where its names stand."""
    text, spans, rest = "", [], said
    while "{" in rest:
        lead, _, rest = rest.partition("{")
        slot, _, rest = rest.partition("}")
        text += lead
        value = names.pick.choice(JOBS if slot == "r" else NEAR) if slot in "rk" else names.filled(slot)
        if slot not in "rk":
            spans.append((len(text), len(text) + len(value)))
        elif not text and value[0].islower() and names.pick.random() < 0.7:
            value = value.capitalize()
        text += value
    return text + rest, spans


_SWAPS = (
    (
        re.compile(rf"\b(?:the|my|our|a|an) ({'|'.join(map(re.escape, JOBS))})\b(?!['’-])", re.I),
        (
            "the {{r}} {f}",
            "{{r}} {f}",
            "{f}",
            "{f} the {{r}}",
            "the {{r}}, {f},",
            "{n}",
            "Dr {l}",
            "{{r}} {n}",
            "{f} my {{r}}",
            "Nurse {f}",
        ),
    ),
    (re.compile(r"\b(?:she|he)\b(?!['’])", re.I), ("{f}", "{f}", "{n}", "Mr {l}", "Dr {l}", "Mrs {l}")),
    (re.compile(r"(?<=\b(?:saw|see|ask|met|for|not)\s)(?:him|her)\b(?=[.,!]| and)", re.I), ("{f}", "{n}", "Dr {l}")),
    (
        re.compile(r"\b(?:the |all |all the )?(?:staff|nurses|doctors|team)\b(?!['’-])", re.I),
        ("{f}", "{f} and {f}", "{n}", "{f} and the team", "staff, especially {f},"),
    ),
    (
        re.compile(rf"\bmy ({'|'.join(map(re.escape, NEAR))})\b(?!['’-])", re.I),
        ("my {{r}} {f}", "{f}", "my {{r}}, {f},", "my {{r}} {n}"),
    ),
)


def swapped(text: str, names: Names) -> tuple[str, list[tuple[int, int]]] | None:
    """The comment with one of its people given a name, or None if it has nobody."""
    pick = names.pick
    order = list(_SWAPS)
    pick.shuffle(order)
    for pattern, ways in order:
        found = list(pattern.finditer(text))
        if found:
            match = pick.choice(found)
            way = pick.choice(ways)
            job = match[1] if match.re.groups else ""
            said, spans = fill(way.replace("{{r}}", job), names)
            if match.start() == 0 and said[0].islower():
                said = said[0].upper() + said[1:]
            at = match.start()
            return text[:at] + said + text[match.end() :], [(at + start, at + end) for start, end in spans]
    return None


def styled(text: str, spans: list[tuple[int, int]], pick: random.Random) -> str:
    """The text as people type: as it is, names small, all small, all large, or names large."""
    way = pick.random()
    if way < 0.5:
        return text
    if way < 0.8:
        if way > 0.65 and len(text.lower()) == len(text):
            return text.lower()
        change = str.lower
    else:
        if way < 0.93 and len(text.upper()) == len(text):
            return text.upper()
        change = str.upper
    for start, end in spans:
        text = text[:start] + change(text[start:end]) + text[end:]
    return text


def misspelt(text: str, pick: random.Random) -> str:
    """The comment with a few ordinary words spelt as people in a hurry do, some with a capital."""
    words = text.split(" ")
    for at, word in enumerate(words):
        if len(word) > 4 and word.isalpha() and word.islower() and pick.random() < 0.15:
            slip = _slip(word, pick)
            words[at] = slip.capitalize() if pick.random() < 0.3 else slip
        elif word.islower() and word.isalpha() and pick.random() < 0.02:
            words[at] = word.capitalize()
    return " ".join(words)


Row = tuple[list[str], bool, str]


def rows_of(text: str, spans: list[tuple[int, int]], left: list[tuple[int, int]], names: Names | None, source: str) -> list[Row]:
    """A row for each token that could be a name: its features, whether it is one, and the comment it is from."""
    comment = Comment(text)
    tiers: dict[int, tuple[str, int]] = {}
    named: set[int] = set()
    for number, token in enumerate(comment.tokens):
        if any(start <= token.start < end for start, end in spans):
            named.add(number)
            if names and names.pick.random() < HIDDEN and token.word.tier in "PB":
                odds = names.unseen.get(token.word.folded)
                heard = token.word.sound if odds is None else name_sounds.step(odds)
                tiers[number] = ("L" if name_lists.slip(token.word.folded) else "U", heard)
    reading = name_model.Reading(comment, tiers)
    return [
        (reading.features(number), number in named, source)
        for number, token in enumerate(comment.tokens)
        if reading.worth(number) and not any(start <= token.start < end for start, end in left)
    ]


def model_rows(texts: list[str], elsewhere: list[str], unseen: dict[str, float]) -> list[Row]:
    """Every row the model learns from."""
    names, rows = Names(unseen, 5), []
    pick = names.pick
    for number, text in enumerate(texts):
        left = [(found.start, found.end) for found in rule_names(text) if found.sure]
        source = f"comment {number}"
        rows += rows_of(text, [], left, None, source)
        if len(text.lower()) == len(text) == len(text.upper()):
            rows += rows_of(text.lower(), [], left, None, source)
            rows += rows_of(text.upper(), [], left, None, source) if pick.random() < 0.3 else []
        for _ in range(2):
            rows += rows_of(misspelt(text, pick), [], [], None, source) if not left else []
        if left:
            # Where somebody was named, others could be.
            at, pieces, spans = 0, "", []
            for start, end in left:
                value = names.filled(pick.choice("ffn"))
                pieces += text[at:start]
                spans.append((len(pieces), len(pieces) + len(value)))
                pieces, at = pieces + value, end
            whole = pieces + text[at:]
            for _ in range(2):
                rows += rows_of(styled(whole, spans, pick), spans, [], names, source)
            continue
        for _ in range(2):
            found = swapped(text, names) if pick.random() < 0.6 else None
            if found is None:
                said, spans = fill(pick.choice(SAID), names)
                said += pick.choice((".", "", "!", "."))
                lead = pick.random() < 0.35
                shift = 0 if lead else len(text) + 1
                found = (
                    (f"{said} {text}" if lead else f"{text}{pick.choice((' ', ' ', chr(10)))}{said}"),
                    [(start + shift, end + shift) for start, end in spans],
                )
            rows += rows_of(styled(found[0], found[1], pick), found[1], [], names, source)
    for number, text in enumerate(elsewhere):
        left = [(found.start, found.end) for found in rule_names(text) if found.sure]
        rows += (
            rows_of(text if number % 3 else text.lower(), [], left, None, f"elsewhere {number}") if number % 3 or not left else []
        )
    for said in NOBODY:
        for end in (".", "", "!", ". Thank you", " and the food was poor"):
            whole = pick.choice(("", "", "It was good. ", "No complaints, ", "I think ")) + said + end
            rows += rows_of(styled(whole, [], pick), [], [], None, "ours")
    for said in SAID:
        for _ in range(14):
            text, spans = fill(said, names)
            text += pick.choice((".", "", "!"))
            rows += rows_of(styled(text, spans, pick), spans, [], names, "ours")
    return rows


def health_lines(data: Path) -> list[str]:
    """Sentences of public health pages, whose names are mostly of illnesses and places."""
    found = []
    for path in sorted(data.rglob("search_docs_medquad.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if number % 4 == 0:
                    sentences = [one for one in re.split(r"(?<=[.?!])\s+", json.loads(line)["body"]) if 30 < len(one) < 200]
                    found += sentences[:2]
    return found


def train_model(data: Path, unseen: dict[str, float]) -> None:
    """Write the model's weights."""
    texts = [text for _, text in clean_comments(data) if not measured(text)]
    rows = model_rows(texts, health_lines(data), unseen)
    standing: dict[str, set[str]] = {}
    for features, _, source in rows:
        for one in features:
            where = standing.setdefault(one, set())
            if len(where) < FEWEST:
                where.add(source)
    kept = sorted(one for one, where in standing.items() if len(where) >= FEWEST or "ours" in where)
    columns = {one: at for at, one in enumerate(kept)}
    matrix = _matrix([dict.fromkeys(features, 1.0) for features, _, _ in rows], columns)
    target = np.array([name for _, name, _ in rows])
    model = LogisticRegression(C=1.0, solver="liblinear", max_iter=300).fit(matrix, target)
    weights = {one: round(float(value) * name_model.SCALE) for one, value in zip(kept, model.coef_[0], strict=True)}
    name_model.FILE.write_text(
        json.dumps(
            {
                "bias": round(float(model.intercept_[0]), 4),
                "weights": {one: value for one, value in weights.items() if abs(value) > 4},
            },
            separators=(",", ":"),
            ensure_ascii=False,
        )
        + "\n"
    )
    print(json.dumps({"model": {"comments": len(texts), "rows": len(rows), "names": int(target.sum()), "features": len(kept)}}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    told = parser.parse_args()
    train_model(told.data, train_sounds())
