"""Questions about the person: versioned sets of characteristics, with the categories of the Census of 2021.

Each set is a file; a set that was used is never changed, a new version is a new file. Every question is optional and has
“prefer not to say”. `census` of a category names the labels of Census 2021 tables that it can be compared with.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

NOT_SAID = "not_said"


@dataclass(frozen=True)
class Category:
    """One answer about the person. `census`: the labels of published tables that mean the same."""

    key: str
    text: str
    census: Sequence[str] = ()


@dataclass(frozen=True)
class Characteristic:
    """One question about the person, and why it is asked. `variable`: its name in the Census tables, if it is there."""

    key: str
    name: str
    text: str
    hint: str
    protected: bool
    many: bool
    variable: str
    categories: Sequence[Category]

    def category(self, key: str) -> Category | None:
        return next((category for category in self.categories if category.key == key), None)


@dataclass(frozen=True)
class AboutSet:
    """One version of the questions about the person."""

    version: str
    title: str
    why: str
    characteristics: Sequence[Characteristic]

    def characteristic(self, key: str) -> Characteristic | None:
        return next((one for one in self.characteristics if one.key == key), None)

    def problems(self, said: object) -> list[str]:
        """Return what is wrong with answers about a person: {characteristic: category}, a list where many may be chosen."""
        if not isinstance(said, dict):
            return ["The answers about the person must be given by characteristic."]
        wrong = []
        for key, value in said.items():
            if value in ("", None, []):
                continue  # left out, as each of them may be
            found = self.characteristic(str(key))
            if found is None:
                wrong.append(f"“{str(key)[:40]}” is not asked about.")
                continue
            chosen = value if found.many and isinstance(value, list) else [value]
            if not chosen or any(not isinstance(one, str) or found.category(one) is None for one in chosen):
                wrong.append(f"{found.name}: choose one of the answers.")
        return wrong


@cache
def about_set(version: str) -> AboutSet:
    """Return a version of the questions. Raises LookupError when there is none."""
    path = resources.files(__name__) / f"{version}.toml"
    if not version or "/" in version or version.startswith(".") or not path.is_file():
        raise LookupError(f"There are no questions about the person called {version!r}.")
    stored = tomllib.loads(path.read_text(encoding="utf-8"))
    return AboutSet(
        version=stored["version"], title=stored["title"], why=stored["why"],
        characteristics=tuple(
            Characteristic(
                key=one["key"], name=one["name"], text=one["text"], hint=one.get("hint", ""),
                protected=one.get("protected", False), many=one.get("many", False), variable=one.get("variable", ""),
                categories=(
                    *(Category(each["key"], each["text"], tuple(each.get("census", ()))) for each in one["category"]),
                    Category(NOT_SAID, "Prefer not to say"),
                ),
            )
            for one in stored["characteristic"]
        ),
    )  # fmt: skip


def versions() -> list[str]:
    """Return the versions that there are, the newest first."""
    names = (path.name for path in resources.files(__name__).iterdir())
    return sorted((name.removesuffix(".toml") for name in names if name.endswith(".toml")), reverse=True)
