"""What an operator reads is what the code does: every setting and every dependency stands on its page."""

import re
import tomllib

import pytest

from tests.architecture.house import ROOT, SOURCE

READ = re.compile(r"""(?:env|secret|_listed|environ\.get)\(f?"([A-Z][A-Z_]+)"|environ\["([A-Z][A-Z_]+)"\]""")
SETTINGS = sorted({
    one or other
    for module in ("settings.py", "postgres.py", "checks.py", "__main__.py")
    for one, other in READ.findall((SOURCE / "config" / module).read_text())
} - {"DJANGO_SETTINGS_MODULE"})  # fmt: skip


def rows(page: str) -> list[str]:
    """Return the rows of the tables of a page of `docs/`."""
    return [line for line in (ROOT / "docs" / page).read_text().splitlines() if line.startswith("|")]


def told() -> set[str]:
    """Return the settings that the page names; `_PORT` after `ANTIPHON_SMTP_HOST` is `ANTIPHON_SMTP_PORT`."""
    found = set()
    for row in rows("operations.md"):
        names = re.findall(r"`([A-Z_]+)`", row)
        found |= {name if not name.startswith("_") else names[0].rsplit("_", 1)[0] + name for name in names}
    return found


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_operators_table(name: str) -> None:
    assert name in told(), f"docs/operations.md has no row for {name}."


def test_the_operators_table_has_no_setting_that_nothing_reads() -> None:
    assert told() - set(SETTINGS) == set()


def packages() -> list[str]:
    """Return every package that `pyproject.toml` asks for, at run time, for training and for development."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = settings["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values(), *settings["dependency-groups"].values()]
    return sorted({re.split(r"[\[<>=!~ ;]", one, maxsplit=1)[0].lower() for group in groups for one in group})


@pytest.mark.parametrize("package", packages())
def test_every_dependency_says_why_it_is_here(package: str) -> None:
    named = {name for row in rows("dependencies.md") for name in re.split(r"[ ,()]+", row.split("|")[1].strip())}
    assert package in named, f"docs/dependencies.md does not say why {package} is here."
