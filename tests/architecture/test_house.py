"""What imports cannot show: the contracts of the house that are checked by walking models and syntax trees."""

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.house import ROOT, action_modules, calls, domain_rooms, dotted, floors, modules

OURS = [model for model in apps.get_models() if model.__module__.startswith("antiphon.")]
BASE_FIELDS = {"id", "made_at"}


def ours(model: type[models.Model]) -> bool:
    """Return whether we drew the table; a Wagtail page brings columns that we did not."""
    return model.__module__.startswith("antiphon.")


def test_the_import_contracts_hold():
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_foreign_keys_point_down_and_cannot_be_walked_back_up():
    floor = floors()
    wrong = []
    for model in OURS:
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None or not ours(field.model):
                continue
            target = field.related_model
            if not target.__module__.startswith("antiphon.") or target._meta.app_label == model._meta.app_label:
                continue
            here, there = floor[model._meta.app_label], floor[target._meta.app_label]
            if there >= here:
                wrong.append(f"{model._meta.label}.{field.name} points up to {target._meta.label}")
            if not field.remote_field.hidden:
                wrong.append(f"{model._meta.label}.{field.name} needs related_name='+'")
    assert wrong == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_classified_once(model: type[models.Model]):
    fields = {
        field.name
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.name not in BASE_FIELDS and not field.name.endswith("_ptr")
    }
    if "Page" in {base.__name__ for base in model.__mro__}:
        fields &= {field.name for field in model._meta.local_fields if not field.name.endswith("_ptr")}
    page = model.Personal
    assert page.plain | page.identifying | page.special == fields
    assert not page.plain & page.identifying
    assert not page.plain & page.special
    assert not page.identifying & page.special
    assert page.keep_for.strip()


def test_names_and_addresses_live_only_in_people_and_in_accounts():
    """An e-mail or postal address, a person's name or telephone number has no column outside these two rooms."""
    suspicious = {"email", "phone", "telephone", "address", "first_name", "last_name", "surname", "full_name", "postcode"}
    found = {
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.fields
        if field.name in suspicious and model._meta.app_label not in ("people", "network")
    }
    assert found == set()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_when_and_by_whom_are_said_together(model: type[models.Model]):
    """A pair such as `undone_at` and `undone_by` is tied by a check constraint, or one of the two is always there."""
    names = {field.name: field for field in model._meta.fields if ours(field.model)}
    for name, field in names.items():
        other = names.get(f"{name[:-3]}_by")
        if not name.endswith("_at") or other is None or not (field.null and other.null):
            continue
        conditions = " ".join(str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint))
        assert name in conditions, f"{model._meta.label}: no constraint ties {name} to {other.name}"
        assert other.name in conditions


def public_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def test_every_action_is_marked_takes_by_and_is_keyword_only_past_its_subject():
    wrong = []
    for path, tree in action_modules():
        for function in public_functions(tree):
            where = f"{path.relative_to(ROOT)}: {function.name}"
            marks = {dotted(mark.func if isinstance(mark, ast.Call) else mark) for mark in function.decorator_list}
            if "action" not in marks:
                wrong.append(f"{where} is not marked @action")
            if len(function.args.args) > 1:
                wrong.append(f"{where} takes more than its subject by position")
            if "by" not in {argument.arg for argument in function.args.kwonlyargs}:
                wrong.append(f"{where} does not take by=")
            if not ast.get_docstring(function):
                wrong.append(f"{where} has no docstring")
    assert wrong == []


def actions_of_other_rooms(tree: ast.Module) -> set[str]:
    """Return the names under which a module knows the actions of other rooms, or those rooms' `actions` themselves."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("antiphon.")
        for alias in node.names
        if alias.name == "actions" or ".actions" in (node.module or "")
    }


def test_every_action_leaves_a_trail():
    """Each public action calls `trail.leave` or `trail.leave_many`, or hands over to another action that does."""
    wrong = []
    for path, tree in action_modules():
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        others = actions_of_other_rooms(tree)  # held to the same, where they are written

        def leaves(
            name: str, seen: frozenset[str], functions: dict[str, ast.FunctionDef] = functions, others: set[str] = others
        ) -> bool:
            if name not in functions or name in seen:
                return False
            return any(
                called in ("trail.leave", "trail.leave_many") or called.split(".")[0] in others or leaves(called, seen | {name})
                for called, _ in calls(functions[name])
            )

        wrong += [
            f"{path.relative_to(ROOT)}: {name}"
            for name in functions
            if not name.startswith("_") and not leaves(name, frozenset())
        ]
    assert wrong == []


WRITES = {"create", "bulk_create", "update", "bulk_update", "get_or_create", "update_or_create", "delete", "save"}


def test_rows_are_written_in_actions_alone():
    """Outside `actions.py` (and models, migrations, the demonstration's set-up) nothing saves, creates or deletes."""
    allowed = {"actions.py", "models.py", "trail.py", "steps.py", "setup.py"}
    plain = {"writers", "outputs", "doors"}  # they see no rows: what they save is a file, and they do nothing else
    wrong = []
    for path, tree in modules(*domain_rooms(), "public", "workspace", "api"):
        if path.name in allowed or "actions" in path.parts:
            continue
        for called, line in calls(tree):
            *owner, verb = called.split(".")
            if verb == "save" and plain & set(path.parts):
                continue
            if verb in WRITES and ("objects" in owner or verb in ("save", "delete", "bulk_create", "bulk_update")):
                wrong.append(f"{path.relative_to(ROOT)}:{line} {called}")
    assert wrong == []


def test_faces_never_say_objects():
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in modules("public", "workspace", "api")
        if path.name not in ("models.py", "setup.py", "actions.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert wrong == []


def test_the_domain_knows_no_screens():
    banned = ("django.http", "django.shortcuts", "django.views", "wagtail", "django.contrib.messages")
    # Access answers a stranger with 404; that one name is its whole knowledge of the web.
    excused = {("access.py", "django.http"), ("queries.py", "django.http")}
    wrong = []
    for path, tree in modules("core", *domain_rooms()):
        part = "queries.py" if path.parent.name == "queries" else path.name  # a room may have a folder of queries
        for node in ast.walk(tree):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else (
                [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            )
            wrong += [
                f"{path.relative_to(ROOT)}: {name}"
                for name in names
                if name.startswith(banned) and (part, name) not in excused
            ]
    assert wrong == []


def test_no_signals_in_the_domain():
    wrong = [
        f"{path.relative_to(ROOT)}"
        for path, tree in modules("core", *domain_rooms())
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "signals" in (node.module or "")
    ]
    assert wrong == []


def test_no_drawer_for_what_has_no_name():
    nameless = {"utils", "helpers", "services", "managers", "common", "misc"}
    found = [str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.py") if path.stem in nameless]
    assert found == []


@pytest.mark.parametrize("room", domain_rooms())
def test_every_model_has_a_factory(room: str):
    """Each model of a room can be made by a function of its `tests/factories.py`."""
    factories = import_module(f"antiphon.{room}.tests.factories")
    source = inspect.getsource(factories)
    missing = [
        model.__name__
        for model in apps.get_app_config(room).get_models()
        if not model._meta.auto_created and f"{model.__name__}" not in source
    ]
    assert missing == []


def test_rooms_say_what_they_are_for():
    for room in floors():
        assert (import_module(f"antiphon.{room}").__doc__ or "").strip(), room


@pytest.mark.django_db
def test_migrations_are_complete():
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
