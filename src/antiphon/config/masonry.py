"""Building the second wall: a policy of row-level security for every table, drawn from the models themselves.

Each model of the house is followed by its foreign keys to the engagement, panel or organisation that its rows belong to.
After every migration the policies are made anew where anything changed, so a new model is behind the wall without a
word. Where the rule needs help, a model says so in one line of `class Walls`:

    through = "response"     which foreign key leads to whose it is, when there are several
    shown = "engagement"     may be read by everyone who may see what that foreign key leads to, published work for example
    shown = "antiphon_by_staff()"    may be read by everyone who works here
    shown = "published_at is not null"     may be read by everyone while this holds (SQL on the row's own columns)
    shared = "engagement_id is null"       belongs to all staff while this holds (SQL): they read it and change it
    public = "none"          the public site may not touch it. An engagement's rows are "write" unless said (rows of
                             published engagements, since people answer and erase there), an organisation's are "none"
    public = "read"          the public site may only read it
    open = "why"             there is no wall, and why

Tables that no foreign key ties to an owner stand in `SPECIAL` (their own conditions) or `OPEN` (no wall, and why).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from antiphon.answers.models import ContactPoint
from antiphon.campaigns.models import Campaign
from antiphon.cascades.models import Cascade
from antiphon.config.walls import ROLE
from antiphon.engagement.models import Engagement
from antiphon.narrative.models import Narrative
from antiphon.network.models import Organisation
from antiphon.packs.models import Pack
from antiphon.panels.models import Panel

MINE = "any ((select antiphon_mine())::bigint[])"
ON_PUBLIC = "(select antiphon_on_public())"
BY_STAFF = "(select antiphon_by_staff())"
GUEST = "id = nullif(current_setting('antiphon.guest', true), '')::bigint"
LETTER = "address_key = any ((select antiphon_letter_keys())::text[])"
HOP = "id = nullif(current_setting('antiphon.hop', true), '')::bigint"
CASCADED = ("case when occasion ~ '^cascade:[0-9]{1,18}$' then split_part(occasion, ':', 2)::bigint end"
            " in (select antiphon_cascade_reads())")
LOCK = 4_185_202

# What organisations share: the thing, its table of partners, and what of it the public site serves.
SHARED: dict[type[models.Model], dict[str, str]] = {
    Engagement: {"name": "engagement", "table": "engagement_engagement", "partners": "engagement_partner",
                 "served": "published_at is not null"},
    # A member's own signed link opens their panel to the public site (`walls.Scope.member`), and nothing else does.
    Panel: {"name": "panel", "table": "panels_panel", "partners": "panels_panelpartner",
            "served": "id in (select panel_id from panels_member"
                      " where id = nullif(current_setting('antiphon.member', true), '')::bigint)"},
    # What partners say together: the public site serves its signed editions, and changes nothing.
    Narrative: {"name": "narrative", "table": "narrative_narrative", "partners": "narrative_narrativepartner",
                "served": "published_at is not null"},
    # Announcements: the public site serves them from their moment on, and changes nothing.
    # A lead who follows their signed link reads the pack of their cascade before that: they are on its list by their letter.
    Pack: {"name": "pack", "table": "packs_pack", "partners": "packs_packpartner",
           "served": "public_from <= statement_timestamp() or id in (select v.pack_id from packs_packversion v"
                     " join cascades_cascade c on c.version_id = v.id join cascades_hop h on h.cascade_id = c.id"
                     f" where h.{HOP})"},
    # People ask, look up and erase on the public site, at the contact point that is open.
    ContactPoint: {"name": "contact", "table": "answers_contactpoint", "partners": "answers_contactpartner",
                   "served": "approved_at is not null and closed_at is null"},
    # What partners do together; of it the public site serves only the signed words of a microsite.
    Campaign: {"name": "campaign", "table": "campaigns_campaign", "partners": "campaigns_campaignpartner", "served": "false"},
    # A lead's own signed link opens the cascade of their hop to the public site (`walls.Scope.hop`), and nothing else does.
    Cascade: {"name": "cascade", "table": "cascades_cascade", "partners": "cascades_partner",
              "served": f"id in (select cascade_id from cascades_hop where {HOP})"},
}  # fmt: skip
ENDS = (*SHARED, Organisation)

# The rows of these belong to no organisation.
OPEN: dict[str, str] = {
    "network.User": "accounts: signing in finds them before anyone is known, and names stand on what people did",
    "network.Area": "places are public facts, loaded by the operator",
    "network.Margin": "published figures of whole areas, loaded by the operator",
    "insight.CodeFrame": "lists of codes are shared by every organisation",
    "public.SiteRoot": "a page of the public site",
    "public.ContentPage": "a page of the public site",
    "public.NewsIndexPage": "a page of the public site",
    "public.NewsPage": "a page of the public site",
    "public.CampaignPage": "a page of the public site; its words are the microsite's",
}


@dataclass(frozen=True)
class Wall:
    """The conditions, as SQL, under which a row may be read, added, and changed or deleted. Plus which columns may be read."""

    read: str
    add: str
    change: str
    columns: str = ""


def _special() -> dict[str, Wall]:
    follows = f"organisation_id in (select successor_id from network_succession where predecessor_id = {MINE})"
    person = _known("{0}") + " or not antiphon_person_kept({0})"
    signed = "antiphon_may_see(kind, key)"
    # A message of a mailing belongs to the organisation that sends it; the others to what they are about.
    delivery = (
        f"case when send_id is not null then organisation_id = {MINE} else (split_part(occasion, ':', 2) in"
        " (select slug from engagement_engagement where id in (select antiphon_engagement_reads()))"
        " or (not antiphon_about_others(occasion) and (not antiphon_addressed(id)"
        " or exists (select 1 from delivery_recipient r where r.delivery_id = delivery_delivery.id)))) end"
    )
    own = f"owner_id = {MINE}"
    panel = f"{own} or id in (select antiphon_panel_works_on())"
    return {
        "engagement.Engagement": Wall(
            f"{own} or published_at is not null or id in (select antiphon_engagement_reads())", own,
            f"{own} or id in (select antiphon_engagement_works_on())",
        ),
        "cascades.Cascade": Wall(f"{own} or id in (select antiphon_cascade_reads())", own,
                                 f"{own} or id in (select antiphon_cascade_works_on())"),
        # That a partner sends, and how many stand where, is the business of all who hand the same cascade on; its people are not.
        "delivery.Send": Wall(f"organisation_id = {MINE} or {CASCADED}", *[f"organisation_id = {MINE}"] * 2),
        "panels.Panel": Wall(f"{own} or id in (select antiphon_panel_reads())", own, panel),
        "narrative.Narrative": Wall(
            f"{own} or published_at is not null or id in (select antiphon_narrative_reads())", own,
            f"{own} or id in (select antiphon_narrative_works_on())",
        ),
        "packs.Pack": Wall(
            f"{own} or id in (select antiphon_pack_reads())", own, f"{own} or id in (select antiphon_pack_works_on())",
        ),
        # A draft is its owner's business alone, also once an earlier version is public.
        "packs.PackVersion": Wall(
            "pack_id in (select antiphon_pack_works_on())"
            " or (approved_at is not null and pack_id in (select antiphon_pack_reads()))",
            *["pack_id in (select antiphon_pack_works_on())"] * 2,
        ),
        # That there is one, and how to reach it, is a public fact once it is approved; staff must know that one is open.
        "answers.ContactPoint": Wall(
            f"{own} or {BY_STAFF} or id in (select antiphon_contact_reads())", own,
            f"{own} or id in (select antiphon_contact_works_on())",
        ),
        # Its title, people and days stand in the calendar of all partners, unless its owner keeps it back.
        "campaigns.Campaign": Wall(
            f"{own} or ({BY_STAFF} and in_calendar) or id in (select antiphon_campaign_reads())", own,
            f"{own} or id in (select antiphon_campaign_works_on())",
        ),
        # Bodies are public facts, and access is worked out from who follows whom and who holds a role: a hidden row
        # would turn a no into a yes. They can be read by all, and changed by their own people.
        "network.Organisation": Wall("true", BY_STAFF, f"id = {MINE}"),
        "network.FormerName": Wall("true", f"organisation_id = {MINE}", f"organisation_id = {MINE}"),
        "network.Succession": Wall("true", f"predecessor_id = {MINE}", f"predecessor_id = {MINE}"),
        "network.Membership": Wall("true", f"organisation_id = {MINE} or {follows}", f"organisation_id = {MINE}"),
        # A stakeholder's own signed link opens their row, and what hangs on it, to the public site (`walls.Scope.guest`).
        "stakeholders.Stakeholder": Wall(f"organisation_id = {MINE} or {GUEST}", f"organisation_id = {MINE}",
                                         f"organisation_id = {MINE} or {GUEST}"),
        # A token belongs to whoever holds a row that names it; one that no row names yet was made a moment ago.
        "people.Person": Wall(*[person.format("people_person.token")] * 3),
        # Objections hold for every organisation. The public site sees those behind the link that is followed, and adds any.
        "people.Objection": Wall(f"{BY_STAFF} or {LETTER}", "true", f"{BY_STAFF} or {LETTER}"),
        "people.Wish": Wall(f"{BY_STAFF} or {LETTER}", "true", "false"),
        "delivery.Recipient": Wall(*[person.format("delivery_recipient.person")] * 3),
        "delivery.Delivery": Wall(delivery, delivery, delivery),
        "signoff.Signature": Wall(signed, signed, "false"),
        # The words of everyone's comments: only the search itself reads them, as the tables' owner (`library/engine.py`).
        "library.Word": Wall("false", "false", "false"),
        "library.Waiting": Wall("false", "false", "false"),
        # Everyone adds to the trail; nobody reads it but the owner. (An insert returns the new row's id.)
        "core.TrailEntry": Wall("true", "true", "false", columns="id"),
    }  # fmt: skip


SETS = """
-- Those that my organisations own or are partners of.
create or replace function antiphon_{name}_ways_in() returns setof bigint language sql stable security definer parallel safe
set search_path from current as $$
    select id from {table} where owner_id = any (antiphon_mine())
    union select {name}_id from {partners} where organisation_id = any (antiphon_mine())
$$;

-- Those on which they may do more than look.
create or replace function antiphon_{name}_works_on() returns setof bigint language sql stable security definer parallel safe
set search_path from current as $$
    select id from {table} where owner_id = any (antiphon_mine())
    union select {name}_id from {partners} where organisation_id = any (antiphon_mine()) and way = 'contributes'
$$;

-- The same two, and for the public site what it serves: people read, answer and erase there.
create or replace function antiphon_{name}_reads() returns setof bigint language sql stable security definer parallel safe
set search_path from current as $$
    select antiphon_{name}_ways_in() union select id from {table} where antiphon_on_public() and {served}
$$;

create or replace function antiphon_{name}_changes() returns setof bigint language sql stable security definer parallel safe
set search_path from current as $$
    select antiphon_{name}_works_on() union select id from {table} where antiphon_on_public() and {served}
$$;
"""

FUNCTIONS = """
create or replace function antiphon_mine() returns bigint[] language sql stable parallel safe
as $$ select coalesce(nullif(current_setting('antiphon.organisations', true), ''), '{{}}')::bigint[] $$;

create or replace function antiphon_on_public() returns boolean language sql stable parallel safe
as $$ select coalesce(current_setting('antiphon.face', true), '') = 'public' $$;

create or replace function antiphon_by_staff() returns boolean language sql stable parallel safe
as $$ select coalesce(current_setting('antiphon.face', true), '') in ('workspace', 'api') $$;

-- What stands for the addresses behind the link to leave that is followed (`walls.Scope.keys`).
create or replace function antiphon_letter_keys() returns text[] language sql stable parallel safe
as $$ select coalesce(nullif(current_setting('antiphon.keys', true), ''), '{{}}')::text[] $$;

{sets}
-- Whether any row of anybody's names this person.
create or replace function antiphon_person_kept(uuid) returns boolean language sql stable security definer parallel safe
set search_path from current as $$ select {kept} $$;

-- Whether a message is about an engagement that I have no way to.
create or replace function antiphon_about_others(text) returns boolean language sql stable security definer parallel safe
set search_path from current as $$
    select exists (
        select 1 from engagement_engagement where slug = split_part($1, ':', 2) and id not in (select antiphon_engagement_reads())
    )
$$;

create or replace function antiphon_addressed(bigint) returns boolean language sql stable security definer parallel safe
set search_path from current as $$ select exists (select 1 from delivery_recipient where delivery_id = $1) $$;

-- Whether the thing that was signed may be seen: asked as the caller, so that the thing's own policy answers.
create or replace function antiphon_may_see(kind text, key text) returns boolean language plpgsql stable as $$
begin
    case kind
{signed}        else return true;
    end case;
end $$;
"""


def walls() -> dict[type[models.Model], Wall]:
    """Return the wall of every model whose rows belong to somebody; the tables of many-to-many fields are among them."""
    special = _special()
    return {
        model: special[model._meta.label] if model._meta.label in special else _wall(model)
        for model in _ours()
        if model._meta.label in special or (_path(model) and why_open(model) is None)
    }


def why_open(model: type[models.Model]) -> str | None:
    """Return why there is no wall before a model's rows, or None when there should be one."""
    if model._meta.auto_created:  # the table of a many-to-many field
        model = model._meta.auto_created
    said = OPEN.get(model._meta.label) or _said(model, "open")
    return str(said) if said else None


def without_a_wall() -> list[str]:
    """Return the models that have neither a wall nor a reason to have none."""
    built = walls()
    return [model._meta.label for model in _ours() if model not in built and why_open(model) is None]


def build_walls(**signal: object) -> None:
    """Make grants, functions and policies as the models want them, unless they are so already.

    It runs after every migration, and does nothing while tables are missing: `antiphon migrate ROOM` may stop short.
    """
    tables = set(connection.introspection.table_names())
    if not {model._meta.db_table for model in walls()} <= tables:
        return
    statements = "\n".join(_statements())
    digest = hashlib.sha256(statements.encode()).hexdigest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("select obj_description(to_regprocedure('antiphon_mine()'), 'pg_proc')")
        found = cursor.fetchone()
        cursor.execute("select count(*) from pg_policies where policyname like 'antiphon_%%' and schemaname = current_schema()")
        if found == (digest,) and cursor.fetchone() == (4 * len(walls()),):
            return
        cursor.execute(statements)
        cursor.execute(f"comment on function antiphon_mine() is '{digest}'")


def _statements() -> Iterator[str]:
    built = walls()
    schema = "public"
    yield f"grant usage on schema {schema} to {ROLE};"
    yield f"grant select, insert, update, delete on all tables in schema {schema} to {ROLE};"
    yield f"grant usage, select, update on all sequences in schema {schema} to {ROLE};"
    yield f"alter default privileges in schema {schema} grant select, insert, update, delete on tables to {ROLE};"
    yield f"alter default privileges in schema {schema} grant usage, select, update on sequences to {ROLE};"
    signed = "".join(
        f"        when '{model._meta.label}' then"
        f" return exists (select 1 from {model._meta.db_table} where {model._meta.pk.column}::text = key);\n"
        for model in sorted(built, key=lambda model: model._meta.label)
        if not model._meta.auto_created and model._meta.label != "signoff.Signature"
    )
    kept = " or ".join(f"exists (select 1 from {table} where person = $1)" for table in _tables_with_a_person()) or "false"
    sets = "".join(SETS.format(**shared) for shared in SHARED.values())
    yield FUNCTIONS.format(sets=sets, kept=kept, signed=signed)
    for model in _ours():
        table = model._meta.db_table
        yield "".join(f'drop policy if exists antiphon_{what} on "{table}"; ' for what in ("read", "add", "change", "delete"))
        if model not in built:
            yield f'alter table "{table}" disable row level security;'
            continue
        wall = built[model]
        yield f'alter table "{table}" enable row level security;'
        yield f'create policy antiphon_read on "{table}" for select to {ROLE} using ({wall.read});'
        yield f'create policy antiphon_add on "{table}" for insert to {ROLE} with check ({wall.add});'
        yield (
            f'create policy antiphon_change on "{table}" for update to {ROLE} using ({wall.change}) with check ({wall.change});'
        )
        yield f'create policy antiphon_delete on "{table}" for delete to {ROLE} using ({wall.change});'
        if wall.columns:
            yield f'revoke select, update, delete on "{table}" from {ROLE}; grant select ({wall.columns}) on "{table}" to {ROLE};'


def _wall(model: type[models.Model]) -> Wall:
    table = model._meta.db_table
    read, change = _belongs(model, table, "read"), _belongs(model, table, "change")
    shown = _said(model, "shown")
    if shown and shown in _foreign_keys(model):
        field = _foreign_keys(model)[shown]
        read += f" or {table}.{field.column} in (select {_key(field)} from {field.related_model._meta.db_table})"
    elif shown:
        read += f" or ({shown})"
    if shared := _said(model, "shared"):
        read, change = f"{read} or ({shared})", f"{change} or ({BY_STAFF} and ({shared}))"
    return Wall(f"({read})", change, change)


def _belongs(model: type[models.Model], alias: str, doing: str, public: str = "", depth: int = 1) -> str:
    """Return the condition that a row belongs to an organisation of the scope; `doing` is read or change."""
    public = public or _public(model)
    conditions = []
    for field in _path(model):
        column, target = f"{alias}.{field.column}", field.related_model
        if target in SHARED:
            which = WHICH[doing, doing in ALLOWS[public]]
            conditions.append(f"{column} in (select antiphon_{SHARED[target]['name']}_{which}())")
        elif target is Organisation:
            ours = f"{column} = {MINE}"
            conditions.append(f"({ours} or {ON_PUBLIC})" if doing in ALLOWS[public] else ours)
        else:
            further = f"a{depth}"
            more = ""
            # Asked of the table, PostgreSQL applies that table's own policy; where this one allows more, or we change
            # something, the condition is repeated.
            if doing == "change" or _more_may_read(target) or ALLOWS[public] != ALLOWS[_public(target)]:
                more = f" and {_belongs(target, further, doing, public, depth + 1)}"
            conditions.append(
                f"exists (select 1 from {target._meta.db_table} {further} where {further}.{_key(field)} = {column}{more})"
            )
    return conditions[0] if len(conditions) == 1 else "(" + " or ".join(conditions) + ")"


ALLOWS = {"none": frozenset[str](), "read": frozenset({"read"}), "write": frozenset({"read", "change"})}
WHICH = {
    ("read", True): "reads", ("read", False): "ways_in", ("change", True): "changes", ("change", False): "works_on",
}  # fmt: skip


def _public(model: type[models.Model]) -> str:
    """Return what the public site may do with a model's rows: none, read or write."""
    if said := _said(model, "public"):
        return str(said)
    path = _path(model)
    if path and path[0].related_model not in ENDS:
        return _public(path[0].related_model)
    if path and path[0].related_model is Organisation:
        return "none"
    return "read" if _said(model, "shown") else "write"


def _more_may_read(model: type[models.Model]) -> bool:
    """Return whether rows of a model may be read by others than those they belong to."""
    if model._meta.label in _special() or _said(model, "shown") or _said(model, "shared"):
        return True
    return any(_more_may_read(field.related_model) for field in _path(model)
               if field.related_model not in ENDS)  # fmt: skip


def _path(model: type[models.Model]) -> tuple[Any, ...]:
    """Return the foreign key that leads to whose a row is: the surest, then the shortest. Several when any may be empty."""
    keys = _foreign_keys(model)
    if through := _said(model, "through"):
        return tuple(keys[name.strip()] for name in through.split(","))
    found = ((_way(field, (model,)), order, field) for order, field in enumerate(keys.values()))
    ways = sorted((way, order, field) for way, order, field in found if way is not None)
    if not ways or not ways[0][0][0]:
        return tuple(field for *_, field in ways[:1])
    return tuple(field for *_, field in ways)


def _way(field: Any, seen: tuple[type[models.Model], ...]) -> tuple[bool, bool, int] | None:
    """Return whether the way up from a foreign key may be empty, whether it ends at a bare organisation, and its steps."""
    target = field.related_model
    if target in ENDS:
        return field.null, target is Organisation, 0
    if target in seen or why_open(target) is not None:
        return None
    ways = [way for further in _foreign_keys(target).values() if (way := _way(further, (*seen, target))) is not None]
    if not ways:
        return None
    null, organisation, steps = min(ways)
    return field.null or null, organisation, steps + 1


def _foreign_keys(model: type[models.Model]) -> dict[str, Any]:
    return {
        field.name: field for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in _ours() and field.related_model is not model
    }  # fmt: skip


@cache
def _ours() -> tuple[type[models.Model], ...]:
    return tuple(
        model for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("antiphon.") and model._meta.managed and not model._meta.proxy
    )


def _said(model: type[models.Model], name: str) -> str:
    """Return what `class Walls` of a model says; nothing when it does not say."""
    return str(getattr(getattr(model, "Walls", None), name, ""))


def _key(field: Any) -> str:
    return str(field.target_field.column)


def _tables_with_a_person() -> list[str]:
    """Return the tables whose rows name a contributor by their token, and belong to somebody."""
    return [
        model._meta.db_table for model in _ours()
        if model._meta.label not in _NAMED_ONLY and why_open(model) is None and _path(model)
        and any(field.name == "person" and isinstance(field, models.UUIDField) for field in model._meta.concrete_fields)
    ]  # fmt: skip


_NAMED_ONLY = {"delivery.Delivery", "delivery.Recipient", "people.Person"}


def _known(token: str) -> str:
    known = [f"exists (select 1 from {table} k where k.person = {token})" for table in _tables_with_a_person()]
    return " or ".join(known) or "false"
