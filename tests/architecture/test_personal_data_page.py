"""`docs/personal-data.md` names every field that can tell who someone is or what they live with."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from antiphon.core import keeping

PAGE = (Path(__file__).parents[2] / "docs" / "personal-data.md").read_text()
TELLING = [
    (model, field)
    for model in apps.get_models() if model.__module__.startswith("antiphon.")
    for field in sorted(model.Personal.identifying | model.Personal.special)  # type: ignore[attr-defined]
]  # fmt: skip


@pytest.mark.parametrize(("model", "field"), TELLING, ids=lambda part: getattr(part, "__name__", part))
def test_the_page_names_every_field_that_tells_who_someone_is(model: Any, field: str) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|") and f"`{model._meta.label}`" in line]
    assert any(f"`{field}`" in row for row in rows), f"docs/personal-data.md does not say where {model._meta.label}.{field} is."


@pytest.mark.parametrize("label", ["people.Person", "delivery.Delivery", "voices.Voice", "voices.Response"])
def test_the_page_says_how_long_as_the_code_does(label: str) -> None:
    keep_for = apps.get_model(label).Personal.keep_for  # type: ignore[attr-defined]
    rows = [line for line in PAGE.splitlines() if line.startswith("|") and f"`{label}`" in line]
    said = keep_for.replace("the person asks", "they ask")
    assert any(said in row for row in rows), f"docs/personal-data.md says another time than {label}: {keep_for}."


def test_the_models_say_the_years_that_are_kept_to() -> None:
    """`core.keeping` is what the nightly tidying does; `keep_for` is what the models say of it."""
    words = {2: "two", 5: "five"}
    said = {label: apps.get_model(label).Personal.keep_for for label in ("people.Person", "voices.Voice", "delivery.Delivery")}  # type: ignore[attr-defined]
    assert f"until {words[keeping.NAMES]} years after the engagement closed" in said["people.Person"]
    assert said["voices.Voice"] == f"{words[keeping.WORDS]} years after the engagement closed"
    assert said["delivery.Delivery"] == f"{words[keeping.MESSAGES]} years"
