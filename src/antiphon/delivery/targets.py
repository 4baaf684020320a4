"""Who is in a mailing: an audience becomes rows in one statement of the database, never in a loop.

The statement chooses each person's channel (what they prefer, else email, else text message), finds the words in their
language and format, and sets aside who cannot be reached, objects, or has it on this occasion already: by the same
address, by another channel, or because a person with the same other address was chosen.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.db.models import QuerySet

from antiphon.delivery import rules
from antiphon.delivery.models import Send

COLUMNS = ("person", "language", "format", "audience", "place")
COUNTED = ("put", "suppressed", "elsewhere", "already", "nobody", "no_address", "other_channel", "format")
LEFT_OUT = ("nobody", "no_address", "other_channel", "format")
OWN_KEY = {"email": "email_key", "sms": "telephone_key"}
OTHER = {"email": "sms", "sms": "email"}

# Without it PostgreSQL compares everybody on a list with everybody who has had enough this week, once they are many.
MEMORY = "set local work_mem = '256MB'"

FOUND = """
with of (person, language, format, audience, place, prefers) as ({of}),
-- The words for each language and format: in the mailing's first language where there are none in the person's.
words (language, format, id) as (select * from unnest(%s::text[], %s::text[], %s::bigint[])),
known as (
    select of.person, of.audience, of.place, p.id as kept,
        coalesce(p.{own}, '') as key, coalesce(p.{other}, '') as other_key,
        case
            when lower(of.prefers) in ('email', 'sms') and case lower(of.prefers) when 'email' then p.email_key
                else p.telephone_key end <> '' then lower(of.prefers)
            when lower(coalesce(of.prefers, '')) not in ('', 'email', 'sms', 'any') then 'another'
            when p.email_key <> '' then 'email' when p.telephone_key <> '' then 'sms' else ''
        end as way,
        w.id as wording
    from of
    left join people_person p on p.token = of.person and p.erased_at is null
    left join words w on w.language = case when of.language = any (%s) then of.language else %s end
        and w.format = case when coalesce(of.format, '') = '' then 'standard' else replace(lower(of.format), ' ', '_') end
),
sorted as materialized (
    select *, case
        when kept is null then 'nobody' when way = '' then 'no_address' when way <> %s then 'other_channel'
        when wording is null then 'format' else '' end as left_out
    from known
),
reached as materialized (
    select distinct on (key) key, other_key, person, audience, place, wording,
        min(person::text) over (partition by key) <> max(person::text) over (partition by key) as shared
    from sorted where left_out = '' order by key, person
),
there as materialized (select id, channel, address_key, other_key, send_id from delivery_claimed(%s)),
taken as materialized (
    select r.*, coalesce(a.id, b.id, c.id) as winner, coalesce(a.send_id, b.send_id, c.send_id) as winning,
        exists (select 1 from people_objection o where o.address_key = r.key and o.channel in (%s, 'any')
                and o.purpose in (%s, 'any')) as objects
    from reached r
    left join there a on a.channel = %s and a.address_key = r.key
    left join there b on r.other_key <> '' and b.channel = %s and b.address_key = r.other_key
    left join (select other_key, min(id) as id, min(send_id) as send_id from there where other_key <> '' group by other_key) c
        on c.other_key = r.key
)
"""
INSERT = """,
put as (
    insert into delivery_delivery (
        made_at, occasion, channel, address_key, other_key, purpose, letter, send_id, organisation_id, wording_id, person, shared,
        audience, place, route, priority, provider_ref, closes_at, status, reference, attempts, worker, reply, settled_at
    )
    select %s, %s, %s, key, other_key, %s, '', %s, %s, wording, person, shared, coalesce(audience, ''), coalesce(place, ''), %s,
        %s, '', %s, case when objects then 'suppressed' else 'waiting' end,
        left(encode(sha256(%s || convert_to(key, 'UTF8')), 'hex'), 32), 0, '', '', case when objects then %s::timestamptz end
    from taken where winner is null order by key
    on conflict do nothing returning status
),
lost as (
    insert into delivery_elsewhere (made_at, send_id, address_key, winner_id, audience, place)
    select %s, %s, key, winner, coalesce(audience, ''), coalesce(place, '') from taken
    where winner is not null and winning is distinct from %s order by key
    on conflict do nothing returning 1
)
select (select count(*) from put where status = 'waiting'), (select count(*) from put where status = 'suppressed'),
    (select count(*) from lost), (select count(*) from taken where winning = %s),
"""
LOOK = """
select (select count(*) from taken where winner is null and not objects),
    (select count(*) from taken where winner is null and objects),
    (select count(*) from taken where winner is not null and winning is distinct from %s),
    (select count(*) from taken where winning = %s),
"""
LEFT = """
    count(*) filter (where left_out = 'nobody'), count(*) filter (where left_out = 'no_address'),
    count(*) filter (where left_out = 'other_channel'), count(*) filter (where left_out = 'format')
from sorted
"""
SAMPLES = "select person, wording, audience, place from taken where winner is null and not objects order by key limit %s"


def insert(send: Send, of: QuerySet[Any], *, pepper: str, now: datetime.datetime) -> tuple[str, list[Any]]:
    """Return the statement that puts an audience into a mailing and counts as `COUNTED` says, and its values."""
    found, params = _found(send, of)
    secret = rules.reference_secret(pepper, send.occasion, send.channel)
    row = [now, send.occasion, send.channel, send.purpose, send.pk, send.organisation_id, send.route, send.priority,
           send.closes_at, secret, now]  # fmt: skip
    return found + INSERT + LEFT, [*params, *row, now, send.pk, send.pk, send.pk]


def count(send: Send, of: QuerySet[Any]) -> dict[str, int]:
    """Return what would come of putting an audience into a mailing, counted as `COUNTED` says."""
    found, params = _found(send, of)
    return dict(zip(COUNTED, _rows(found + LOOK + LEFT, [*params, send.pk, send.pk])[0], strict=True))


def samples(send: Send, of: QuerySet[Any], most: int) -> list[tuple[Any, ...]]:
    """Return the first of those who would be in it: person, wording, audience, place."""
    found, params = _found(send, of)
    return _rows(found + SAMPLES, [*params, most])


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MEMORY)
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _found(send: Send, of: QuerySet[Any]) -> tuple[str, list[Any]]:
    wordings = [(one.language, one.format, one.pk) for one in send.wordings.order_by("pk")]
    languages = list(dict.fromkeys(language for language, _, _ in wordings))
    first = languages[0] if languages else ""
    words = {(language, form): pk for language in languages for of_first, form, pk in wordings if of_first == first}
    words |= {(language, form): pk for language, form, pk in wordings}
    sql, params = _audience(of)
    found = FOUND.format(of=sql, own=OWN_KEY[send.channel], other=OWN_KEY[OTHER[send.channel]])
    keys = [*words]
    return found, [
        *params, [one for one, _ in keys], [one for _, one in keys], [words[key] for key in keys], languages, first, send.channel,
        send.occasion, send.channel, send.purpose, send.channel, OTHER[send.channel],
    ]  # fmt: skip


def _audience(of: QuerySet[Any]) -> tuple[str, Sequence[Any]]:
    """Return the audience as SQL with six columns; the last one, what the person prefers, is empty where it does not say."""
    try:
        sql, params = of.order_by().values(*COLUMNS, "channel").query.sql_with_params()
        return sql, params
    except FieldError:
        sql, params = of.order_by().values(*COLUMNS).query.sql_with_params()
        return f"select a.*, ''::text from ({sql}) a", params
