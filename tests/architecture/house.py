"""The house as its contracts draw it: which floor each room is on, and what stands in each room."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "antiphon"


def floors() -> dict[str, int]:
    """Return the floor of each room, the ground floor being 0, as the staircase contract gives it.

    A room in brackets may not be there yet.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    staircase = next(contract for contract in contracts if contract["name"].startswith("The staircase"))
    drawn = {
        room.strip(): floor
        for floor, layer in enumerate(reversed(staircase["layers"]))
        for room in layer.split("|")
    }
    return {
        room.strip("()"): floor for room, floor in drawn.items()
        if not room.startswith("(") or (SOURCE / room.strip("()")).is_dir()
    }


def domain_rooms() -> list[str]:
    """Return the rooms that hold the domain: those that the second contract lays out alike."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    alike = next(contract for contract in contracts if "laid out alike" in contract["name"])
    return [name.removeprefix("antiphon.") for name in alike["containers"]]


def modules(*rooms: str, named: str = "*.py") -> Iterator[tuple[Path, ast.Module]]:
    """Yield each module of the rooms (tests and migrations left out) with its syntax tree."""
    for room in rooms:
        for path in sorted((SOURCE / room).rglob(named)):
            if not {"tests", "migrations"} & set(path.relative_to(SOURCE).parts):
                yield path, ast.parse(path.read_text(), filename=str(path))


def action_modules() -> Iterator[tuple[Path, ast.Module]]:
    """Yield each module that holds actions: `actions.py` of a room, or those in its folder `actions/`."""
    for path, tree in modules(*domain_rooms()):
        if path.stem != "__init__" and "actions" in (path.stem, path.parent.name):
            yield path, tree


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield each call as a dotted name (`Voice.objects.create`) with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node.lineno


def dotted(node: ast.AST) -> str:
    """Return a name or attribute as it is written; calls in between become `()`."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{dotted(node.value)}.{node.attr}"
        case ast.Call():
            return f"{dotted(node.func)}()"
        case _:
            return "?"
