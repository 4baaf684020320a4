"""Code frames: the named sets of codes that comments are read against."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources

__all__ = ["Frame", "FrameCode", "load_frame"]


@dataclass(frozen=True, slots=True)
class FrameCode:
    """One code: its name, the group it is shown in, what it means and phrases that would carry it."""

    name: str
    group: str
    meaning: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of codes, in the order in which people should see them."""

    name: str
    title: str
    codes: tuple[FrameCode, ...]


def load_frame(name: str) -> Frame:
    """Load a frame that ships with Antiphon, such as "patient_feedback".

    Raises LookupError when no frame has that name.
    """
    if not name.isidentifier():
        raise LookupError(f"No code frame is called {name!r}.")
    path = resources.files(__name__) / f"{name}.toml"
    if not path.is_file():
        raise LookupError(f"No code frame is called {name!r}.")
    stored = tomllib.loads(path.read_text(encoding="utf-8"))
    # a code with a name alone is told in full by the frame that this one is based on
    told = {code.name: code for code in load_frame(stored["based_on"]).codes} if "based_on" in stored else {}
    return Frame(
        name=stored["name"],
        title=stored["title"],
        codes=tuple(
            FrameCode(code["name"], code["group"], code["meaning"], tuple(code["examples"]))
            if "examples" in code
            else told[code["name"]]
            for code in stored["code"]
        ),
    )
