"""What the documents name is there: files, rooms, actions."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, floors

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path):
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
        assert (document.parent / target).exists(), target


def test_the_walk_names_modules_and_actions_that_are_there():
    text = (ROOT / "docs" / "architecture.md").read_text()
    walk = text.split("## One voice, front to back")[1].split("## Walls")[0]
    named = re.findall(r"`(\w+(?:/\w+)+\.py)(?:: (\w+))?`", walk)
    assert len(named) >= 6
    for path, function in named:
        module = import_module("antiphon." + path.removesuffix(".py").replace("/", "."))
        assert not function or hasattr(module, function), (path, function)
    actions = re.findall(r"`(\w+)\.actions\.(\w+)`", walk)
    assert len(actions) >= 5
    for room, action in actions:
        where = f"antiphon.{room}.actions"
        assert hasattr(import_module(where), action) or find_spec(f"{where}.{action}"), (room, action)


def test_every_room_stands_in_the_table_of_floors():
    table = (ROOT / "docs" / "architecture.md").read_text().split("## Every domain room")[0]
    assert [room for room in floors() if f"`{room}`" not in table] == []
