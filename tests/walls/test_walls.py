"""The second wall, from behind the application: raw SQL as the role of requests, with somebody else's organisation.

The walk goes over every model of the house, so a model that comes later is held to the same.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models, transaction
from psycopg.types.json import Jsonb

from antiphon.config import masonry
from antiphon.config.walls import API, PUBLIC, ROLE, WORKSPACE, Scope, within
from antiphon.core.actors import Visitor
from antiphon.decisions.tests.factories import make_contributor, make_theme_with_voice
from antiphon.delivery.models import Recipient
from antiphon.delivery.tests.factories import make_delivery
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement, make_open_engagement, make_partner, make_question
from antiphon.network.models import Organisation
from antiphon.network.tests.factories import make_organisation
from antiphon.panels.tests.factories import make_panel, make_targets
from antiphon.people.actions import object_to
from antiphon.people.models import Objection, Person, Wish
from antiphon.people.tests.factories import make_objection
from antiphon.signoff.models import Signature
from antiphon.signoff.tests.factories import make_signature
from antiphon.voices.models import Response, Voice
from antiphon.voices.tests.factories import make_voice

# Everyone may read these, and only their own people change them: see the reasons in `config.masonry`.
READ_BY_ALL = {"network.Organisation", "network.FormerName", "network.Succession", "network.Membership", "network.Reach",
               "network.Brand",
               "library.Insight", "library.Citation"}  # fmt: skip
# One language for all partners: who approves another's words reads the reasons, the tests and the day of review beside them, and
# everyone at work reads what became of a word. The screens ask first whether a person may see the words that they are about.
READ_BY_STAFF = {"language.Change", "language.Override", "language.TestSession", "language.Review",
                 "campaigns.Campaign", "campaigns.Activity", "campaigns.AwarenessDay",  # what stands in the calendar of all
                 "cascades.Route"}  # who hands on to whom: asked before a circle could be made
NOT_READ_AT_ALL = {"core.TrailEntry", "library.Word", "library.Waiting"}  # but for the trail's ids; tested below
# What somebody does not want holds for every organisation: staff read it, and the public site what is behind a link.
HOLDS_FOR_ALL = {"people.Objection", "people.Wish"}  # tested below
BEHIND = [model for model in masonry.walls() if model._meta.label not in NOT_READ_AT_ALL | HOLDS_FOR_ALL]


def names(model: type[models.Model]) -> str:
    return model._meta.label


# --- A row of somebody else's, of every model ------------------------------------------------------------------------


def _contributed() -> tuple[Engagement, Any]:
    engagement = make_open_engagement()
    return engagement, make_contributor(engagement=engagement, theme=make_theme_with_voice(engagement=engagement))


def _person() -> Person:
    engagement, _ = _contributed()
    return Person.objects.get(token=Response.objects.get(engagement=engagement, person__isnull=False).person)


def _delivery() -> Any:
    person = _person()
    engagement = Response.objects.get(person=person.token).engagement
    delivery = make_delivery(person.token, occasion=f"told:{engagement.slug}")
    Recipient.objects.get_or_create(delivery=delivery, person=person.token)
    return delivery


def _signature() -> Signature:
    engagement = make_engagement()
    return make_signature(engagement, signed_by=engagement.lead)


def _target() -> Any:
    panel = make_panel()
    make_targets(panel)
    return panel.targets.first()


# What the factory of the model alone would not tie to anybody, or cannot make without being told for whom.
MAKE: dict[str, Any] = {
    "people.Person": _person, "delivery.Delivery": _delivery, "signoff.Signature": _signature,
    "panels.Target": lambda: _target(),
    "delivery.Recipient": lambda: _delivery().recipients.first(),
    "insight.Code": lambda: import_module("antiphon.insight.tests.factories").make_code(engagement=make_engagement()),
}  # fmt: skip


@cache
def factory_of(model: type[models.Model]) -> Any:
    """Return the function of the room's `tests/factories.py` that makes a row of the model."""
    factories = import_module(f"antiphon.{model._meta.app_label}.tests.factories")
    made = [one for _, one in inspect.getmembers(factories, inspect.isfunction)
            if inspect.signature(one).return_annotation in (model, model.__name__)
            and one.__module__ == factories.__name__ and not one.__name__.startswith("_")]  # fmt: skip
    plain = f"make_{''.join('_' + mark.lower() if mark.isupper() else mark for mark in model.__name__).lstrip('_')}"
    return next((one for one in made if one.__name__ == plain), made[0])


def make(model: type[models.Model]) -> Any:
    """Return a new row of the model that belongs to organisations which nobody in the test is of."""
    if model._meta.label in MAKE:
        return MAKE[model._meta.label]()
    if model._meta.auto_created:
        source = make(model._meta.auto_created)
        field = next(one for one in type(source)._meta.many_to_many if one.remote_field.through is model)
        target = make(field.related_model) if field.related_model._meta.label in MAKE else factory_of(field.related_model)()
        getattr(source, field.name).add(target)
        return model._default_manager.filter(**{field.m2m_field_name(): source}).latest("pk")
    return factory_of(model)()


def shown(model: type[models.Model], row: Any) -> bool:
    """Return whether the row is of a kind that is published, and is: everyone may read it then, and change nothing."""
    if model._meta.label in READ_BY_ALL | READ_BY_STAFF:
        return True
    with asking(PUBLIC) as raw:
        return masonry._more_may_read(model) and count(raw, model._meta.db_table, row.pk) == 1


# --- The walk --------------------------------------------------------------------------------------------------------


@contextmanager
def asking(face: str, *organisations: Organisation) -> Iterator[Any]:
    """Work as the role of requests, inside a scope, on the bare connection."""
    with within(Scope(face, frozenset(one.pk for one in organisations))):
        yield connection.connection


def count(cursor: Any, table: str, pk: Any) -> int:
    return int(cursor.execute(f'select count(*) from "{table}" where id = %s', [pk]).fetchone()[0])


def changed(cursor: Any, statement: str, values: list[Any]) -> int:
    """Run a statement in a transaction of its own, undo it, and return how many rows it touched."""
    with transaction.atomic():
        touched = int(cursor.execute(statement, values).rowcount)
        transaction.set_rollback(True)
    return touched


def copied(cursor: Any, table: str, row: dict[str, Any]) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    with transaction.atomic():
        cursor.execute(f'insert into "{table}" ({columns}) values ({", ".join(["%s"] * len(row))})', list(row.values()))


def stored(table: str, pk: Any) -> dict[str, Any]:
    """Return the row as it stands in the table, with a number that is free."""
    connection.ensure_connection()
    cursor = connection.connection.execute(f'select * from "{table}" where id = %s', [pk])
    row = dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))
    worked_out = connection.connection.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attgenerated <> ''", [table]
    ).fetchall()
    for (name,) in worked_out:
        del row[name]
    wrapped = {name: Jsonb(value) if isinstance(value, dict | list) else value for name, value in row.items()}
    return {**wrapped, "id": 2_000_000_000}


@pytest.mark.django_db
@pytest.mark.parametrize("model", BEHIND, ids=names)
@pytest.mark.parametrize("face", [WORKSPACE, API])
def test_with_another_organisation_nothing_is_read_or_written(model: type[models.Model], face: str):
    row, table = make(model), model._meta.db_table
    stranger, copy, published = make_organisation(), stored(table, row.pk), shown(model, row)
    with asking(face, stranger) as raw:
        if not published:
            assert count(raw, table, row.pk) == 0
        assert changed(raw, f'update "{table}" set id = id where id = %s', [row.pk]) == 0
        assert changed(raw, f'delete from "{table}" where id = %s', [row.pk]) == 0
        if model is not Organisation:  # who merges two bodies makes a new one
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                copied(raw, table, copy)


@pytest.mark.django_db
@pytest.mark.parametrize("model", BEHIND, ids=names)
def test_with_its_own_organisation_it_is_there(model: type[models.Model]):
    """So that the test above means something: the same row, the same statements, and the organisations it belongs to."""
    row, table = make(model), model._meta.db_table
    with asking(WORKSPACE, *Organisation.objects.all()) as raw:
        assert count(raw, table, row.pk) == 1
        if model is not Signature:  # what was signed stays as it is
            assert changed(raw, f'update "{table}" set id = id where id = %s', [row.pk]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("model", BEHIND, ids=names)
def test_without_any_setting_the_role_sees_nothing(model: type[models.Model]):
    row = make(model)
    if shown(model, row):
        return
    with transaction.atomic():
        connection.connection.execute(f"set local role {ROLE}")
        assert count(connection.connection, model._meta.db_table, row.pk) == 0
        transaction.set_rollback(True)


def test_every_model_has_a_wall_or_a_reason():
    assert masonry.without_a_wall() == []
    assert all(masonry.OPEN.values())
    assert {model._meta.label for model in apps.get_models()} >= set(masonry.OPEN)


@pytest.mark.django_db
def test_every_table_of_an_engagement_or_an_organisation_is_behind_the_wall():
    """Asked of PostgreSQL: also a table, a view or a materialised view that no model stands for."""
    open_tables = {model._meta.db_table for model in masonry._ours() if masonry.why_open(model)}
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, c.relrowsecurity, (select count(*) from pg_policies p where p.tablename = c.relname)"
            " from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped"
            " where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
            " and a.attname in ('engagement_id', 'organisation_id', 'person')"
        )
        found = {name: (walled, policies) for name, walled, policies in cursor.fetchall()}
    assert len(found) > 10
    assert {name for name, state in found.items() if state != (True, 4)} - open_tables == set()


# --- Who has a way in ------------------------------------------------------------------------------------------------


def seen(model: Any, **where: Any) -> int:
    return int(model.objects.filter(**where).count())


@pytest.mark.django_db
@pytest.mark.parametrize("model", [model for model in BEHIND if hasattr(model, "ways_in")], ids=names)
def test_whoever_has_a_way_in_sees_it_and_works_on_it_if_they_may(model: type[models.Model]):
    """The two walls say the same: what the application lets an organisation reach, the second wall does not hide."""
    row, table = make(model), model._meta.db_table
    engagement, reads, works = getattr(row, "engagement", None), make_organisation(), make_organisation()
    if isinstance(engagement, Engagement):
        make_partner(engagement=engagement, organisation=reads, way="reads")
        make_partner(engagement=engagement, organisation=works, way="contributes")
        row = model._default_manager.get(pk=row.pk)
    for organisation, way in row.ways_in().items():
        with asking(WORKSPACE, Organisation.objects.get(pk=organisation)) as raw:
            assert count(raw, table, row.pk) == 1, way
            assert changed(raw, f'update "{table}" set id = id where id = %s', [row.pk]) == (way != "reads")


@pytest.mark.django_db
def test_a_partner_that_reads_sees_and_changes_nothing():
    engagement, reads, works = make_engagement(), make_organisation(), make_organisation()
    make_partner(engagement=engagement, organisation=reads, way="reads")
    make_partner(engagement=engagement, organisation=works, way="contributes")
    voice = make_voice(engagement=engagement)
    for organisation, rows in ((reads, 0), (works, 1)):
        with asking(WORKSPACE, organisation) as raw:
            assert seen(Voice, pk=voice.pk) == seen(Engagement, pk=engagement.pk) == 1
            assert changed(raw, "update voices_voice set doubts = doubts where id = %s", [voice.pk]) == rows
            assert changed(raw, "update engagement_engagement set title = title where id = %s", [engagement.pk]) == rows


@pytest.mark.django_db
def test_what_is_published_is_seen_by_other_organisations_and_changed_by_none():
    engagement, stranger = make_open_engagement(), make_organisation()
    make_voice(engagement=engagement)
    with asking(WORKSPACE, stranger) as raw:
        assert seen(Engagement, pk=engagement.pk) == 1
        assert seen(Voice, engagement=engagement) == 0
        assert changed(raw, "update engagement_engagement set title = title where id = %s", [engagement.pk]) == 0


@pytest.mark.django_db
def test_the_public_site_sees_what_is_published_and_takes_answers_for_it_alone():
    draft, published = make_engagement(), make_open_engagement()
    kept = make_voice(engagement=draft), make_voice(engagement=published)
    answer = stored("voices_response", kept[1].response_id)
    answer |= {"receipt": "2345-6789-ABCD", "submission": None}
    with asking(PUBLIC) as raw:
        assert [seen(Engagement, pk=one.pk) for one in (draft, published)] == [0, 1]
        assert [seen(Voice, engagement=one) for one in (draft, published)] == [0, 1]
        copied(raw, "voices_response", answer)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            copied(raw, "voices_response", {**answer, "engagement_id": draft.pk, "id": 2_000_000_001})
        assert changed(raw, "update engagement_engagement set title = title where id = %s", [published.pk]) == 0
        assert changed(raw, "update network_membership set role = role", []) == 0


# What an organisation holds of its published work and shows to nobody else, whatever the factories make.
HELD_BACK = {"voices.Response", "voices.Voice", "voices.Answer", "voices.About", "voices.Upload", "voices.Opening",
             "voices.ImportBatch", "insight.Reading", "insight.Theme", "insight.Gathering", "people.Person",
             "delivery.Delivery", "delivery.Recipient"}  # fmt: skip


def test_what_people_said_is_never_among_what_is_shown():
    assert {model._meta.label for model in BEHIND} >= HELD_BACK
    assert [label for label in HELD_BACK if getattr(getattr(apps.get_model(label), "Walls", None), "shown", "")] == []


@pytest.mark.django_db
def test_a_person_is_known_to_those_who_hold_a_response_of_theirs():
    person = _person()
    owner = Response.objects.get(person=person.token).engagement.owner
    for organisation, found in ((owner, 1), (make_organisation(), 0)):
        with asking(WORKSPACE, organisation):
            assert seen(Person, pk=person.pk) == found


@pytest.mark.django_db
def test_a_message_is_seen_by_those_who_know_whom_it_is_for_whatever_it_is_about():
    person = _person()
    delivery = make_delivery(person.token, occasion="asked:something-else")
    Recipient.objects.get_or_create(delivery=delivery, person=person.token)
    owner = Response.objects.get(person=person.token).engagement.owner
    for organisation, found in ((owner, 1), (make_organisation(), 0)):
        with asking(WORKSPACE, organisation):
            assert seen(type(delivery), pk=delivery.pk) == found


@pytest.mark.django_db
def test_objections_hold_for_every_organisation_and_the_public_site_sees_those_behind_its_link():
    mine, other = make_objection("ada@example.org"), make_objection("bob@example.org")
    with asking(WORKSPACE, make_organisation()) as raw:
        assert seen(Objection) == seen(Wish) == 2
        assert changed(raw, "delete from people_objection", []) == 2
        assert changed(raw, "update people_wish set said = 'wants'", []) == changed(raw, "delete from people_wish", []) == 0
    with within(Scope(PUBLIC, keys=(mine.address_key,))):
        assert seen(Objection) == seen(Wish) == seen(Objection, pk=mine.pk) == 1
        assert seen(Objection, pk=other.pk) == 0
        assert changed(connection.connection, "delete from people_objection", []) == 1
        assert changed(connection.connection, "delete from people_wish", []) == 0
    with asking(PUBLIC) as raw:
        assert seen(Objection) == seen(Wish) == 0
        assert changed(raw, "delete from people_objection", []) == 0
        object_to([other.address_key], channel="email", purpose="task", how="one_click", by=Visitor())
    assert Objection.objects.count() == 3


@pytest.mark.django_db
def test_the_trail_is_written_and_never_read():
    with asking(WORKSPACE, make_organisation()) as raw:
        raw.execute("insert into core_trailentry (at, actor, verb, kind, key, detail)"
                    " values (now(), 'user:1', 'test', 'x', '1', '{}') returning id")  # fmt: skip
        for statement in ("select verb from core_trailentry", "delete from core_trailentry",
                          "update core_trailentry set verb = ''"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic():
                raw.execute(statement)


@pytest.mark.django_db
def test_a_row_cannot_be_moved_to_somebody_else():
    mine, other = make_engagement(), make_engagement()
    question = make_question(engagement=mine)
    with asking(WORKSPACE, mine.owner) as raw, pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic():
        raw.execute("update engagement_question set engagement_id = %s, place = 99 where id = %s", [other.pk, question.pk])


@pytest.mark.django_db
def test_building_the_walls_again_changes_nothing(django_assert_max_num_queries: Any):
    with django_assert_max_num_queries(8):  # it looks, and finds them as they should be
        masonry.build_walls()


@pytest.mark.django_db
def test_an_insight_is_seen_as_far_as_its_organisation_says():
    make_insight_as = import_module("antiphon.library.tests.factories").make_insight
    rows = {visibility: make_insight_as(visibility=visibility) for visibility in ("own", "partners", "public")}
    for face, organisations, seen in (
        (WORKSPACE, [make_organisation()], {"partners", "public"}), (WORKSPACE, [], {"public"}), (PUBLIC, [], {"public"}),
        (WORKSPACE, [rows["own"].organisation], {"own", "partners", "public"}),
    ):
        with asking(face, *organisations) as raw:
            assert {name for name, row in rows.items() if count(raw, "library_insight", row.pk)} == seen


@pytest.mark.django_db
@pytest.mark.parametrize("label", ["library.Word", "library.Waiting"])
def test_the_words_of_everyones_comments_are_read_by_nobody(label: str):
    model = apps.get_model(label)
    row = make(model)
    for face in (PUBLIC, WORKSPACE, API):
        with asking(face, make_organisation()) as raw:
            assert count(raw, model._meta.db_table, row.pk) == 0
