"""Packs of rules: dated files with an owner and a source. Rules are data; each carries the examples that are its tests."""

import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from antiphon.language.checking.words import Phrase, Table, forms, words_of

HOME = Path(__file__).resolve().parent.parent / "packs"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding: why it matters in one line, what to do, and sentences that show it."""

    name: str
    title: str
    message: str
    pack: str
    source: str
    dated: str
    only: str = ""
    suggestion: str = ""
    bad: tuple[dict[str, str], ...] = ()
    good: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Pack:
    """All rules that a check goes by. `checked` is the newest date of its files: what “now” means when no date is given."""

    name: str
    checked: str
    rules: dict[str, Rule]
    phrases: tuple[Phrase, ...]
    owners: tuple[tuple[str, str, str, str], ...]

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@cache
def load(folder: str | Path = HOME, name: str = "default") -> Pack:
    """Read every file of a folder; raise ValueError with the file's name if one cannot be used."""
    rules: dict[str, Rule] = {}
    phrases: list[Phrase] = []
    owners = []
    checked = ""
    for path in sorted(Path(folder).glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            owners.append((path.stem, str(data["title"]), str(data["owner"]), str(data["source"])))
            dated = str(data["dated"])
            for word, given in data["rules"].items():
                rule = _rule(word, given, path.stem, str(data["source"]), dated)
                if word in rules:
                    raise ValueError(f"the rule {word} stands twice")
                rules[word] = rule
                phrases.extend(_phrases(rule))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"The pack {path.name} cannot be used: {error}.") from error
        checked = max(checked, dated)
    return Pack(name, checked, rules, tuple(phrases), tuple(owners))


def _rule(word: str, given: dict[str, Any], pack: str, source: str, dated: str) -> Rule:
    known = {"title", "message", "only", "suggestion", "bad", "good"}
    return Rule(
        name=word,
        title=given["title"],
        message=given["message"],
        pack=pack,
        source=given.get("source", source),
        dated=dated,
        only=given.get("only", ""),
        suggestion=given.get("suggestion", ""),
        bad=tuple(given["bad"]),
        good=tuple(given["good"]),
        data={key: _sets(value) if key == "sets" else value for key, value in given.items() if key not in known},
    )


def _sets(lists: dict[str, str]) -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in lists.items()}


def _phrases(rule: Rule) -> list[Phrase]:
    made = []
    for say, use in rule.data.get("words", {}).items():
        made += _spelt(rule, {"say": say, "use": use})
    for entry in rule.data.get("when", []):
        made += _spelt(rule, entry)
    return made


def _spelt(rule: Rule, entry: dict[str, Any]) -> list[Phrase]:
    capitals = bool(entry.get("capitals"))
    sets: dict[str, Any] = {
        key: frozenset(word for text in entry.get(key, ()) for say, _ in forms(text, "") for word in words_of(say))
        for key in ("unless_next", "unless_before", "unless_near", "only_next", "only_before")
    }
    if "." in entry.get("only_next", ()):  # a stop, or the end, may follow too
        sets["only_next"] |= {"."}
    return [
        Phrase(
            rule=rule.name,
            words=words_of(say),
            use=use,
            surface=say,
            message=entry.get("message", ""),
            capitals=capitals,
            ended=str(entry.get("ended", "")),
            **sets,
        )
        for say, use in forms(entry["say"], entry.get("use", rule.suggestion))
    ]


@lru_cache(maxsize=16)
def table_of(pack: Pack, kind: str | None) -> Table:
    """The pack's phrases for one kind of text, ready to be found."""
    table = Table()
    table.add(phrase for phrase in pack.phrases if pack.rules[phrase.rule].only in ("", kind))
    return table


DEFAULT: Pack | None = None  # the packs that ship: read when they are first needed
