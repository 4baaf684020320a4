"""The search itself, in PostgreSQL: the functions that weigh words, find what is near to a slip, and rank.

Ranking is BM25's idea on PostgreSQL's own index. `ts_rank` of one word alone rises with how often the word stands there and
levels off, and knows in which field it stands; what it lacks is how rare the word is, and that is put in front from the
library's own list of words. So a sum over the words of (rarity x ts_rank), evened by length, is a BM25 over fields, without
a table of postings. Candidates come from the index, rare words first, and only they are ranked.

The functions run as the owner of the tables: behind row-level security PostgreSQL may not use an index for a search. So
they check the scope themselves, in the query, before anything is counted or ranked, and again against the connection's own
scope (docs/adr/0090-found-again.md).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from antiphon.library.meanings import Asked, slips

RARE = 1500  # passages that the words by which candidates are chosen may stand in together
MOST = 500  # candidates of one kind that are ranked
KNOWN = 3  # a word that stands in fewer passages may be a slip
USUAL = 600  # letters of a usual passage

# What a hit is worth by field (words, method, topics, title), and what else counts.
FIELDS = "{1.0, 0.5, 0.7, 1.0}"
ASPECT_FIELDS = "{0.1, 0.1, 1.0, 0.3}"
TITLE, ASPECT, PHRASE, LENGTH = 1.2, 1.0, 1.0, 0.2
NEAR_BY = 4  # words between which two words are still near by

CONFIGURATIONS = r"""
-- Text as it is indexed: words that a stroke joins come apart, and “A&E” is one word (`meanings.evened` does the same).
create or replace function antiphon_evened(text) returns text language sql immutable parallel safe as $$
    select translate(regexp_replace($1, '\m(\w{1,3})\s?&\s?(\w{1,3})\M', '\1and\2', 'g'), '/_\|', '    ')
$$;

do $$ begin
    if not exists (select 1 from pg_ts_config where cfgname = 'antiphon' and cfgnamespace = current_schema()::regnamespace) then
        create text search configuration antiphon (copy = pg_catalog.english);
        alter text search configuration antiphon alter mapping for hword, hword_part, word with unaccent, english_stem;
        create text search configuration antiphon_plain (copy = pg_catalog.simple);
        alter text search configuration antiphon_plain alter mapping for hword, hword_part, word with unaccent, simple;
    end if;
end $$;
"""

FUNCTIONS = """
-- What a function returns cannot be replaced. In this schema alone: a file that is searched apart has its own.
do $$ begin
    execute format('drop function if exists %1$I.antiphon_weigh(text[]), %1$I.antiphon_near(text[]),'
        ' %1$I.antiphon_find(jsonb, jsonb, jsonb, int)', current_schema());
end $$;

-- For each thing that was said: as a query, and in how many passages its rarest word stands.
create or replace function antiphon_weigh(said text[]) returns table (place int, query text, documents bigint)
language sql stable security definer parallel safe set search_path from current as $$
    select n::int, phraseto_tsquery('antiphon', words)::text, (
        select min(coalesce((select sum(w.documents) from library_word w where w.stem = lexeme), 0))
        from unnest(tsvector_to_array(to_tsvector('antiphon', words))) lexeme
    )
    from unnest(said) with ordinality as given (words, n)
$$;

-- Words of the library that are nearly the same.
create or replace function antiphon_near(said text[]) returns table (place int, word text, stem text, documents int)
language sql stable security definer parallel safe set search_path from current as $$
    select n::int, near.word, near.stem, near.documents
    from unnest(said) with ordinality as given (typed, n)
    cross join lateral (
        select w.word, w.stem, w.documents from library_word w
        where w.word % typed and length(w.word) between length(typed) - 2 and length(typed) + 2
        order by similarity(w.word, typed) desc, w.documents desc limit 8
    ) near
$$;

-- The best passages for a question, and how many were found. Everything that the caller may not see is left out first.
create or replace function antiphon_find(asked jsonb, scope jsonb, wanted jsonb, most int)
returns table (id bigint, score float8, found bigint, covered float8)
language plpgsql stable security definer set search_path from current set jit = off as $$
declare
    mine bigint[] := array(select jsonb_array_elements_text(scope -> 'mine')::bigint);
    reads bigint[] := array(select jsonb_array_elements_text(scope -> 'reads')::bigint);
    hears bigint[] := array(select jsonb_array_elements_text(scope -> 'hears')::bigint);
    face text := coalesce(current_setting('antiphon.face', true), '');
    body text := '0';
    title text := '0';
    somewhere text := '0';
    titles text := '0';
    aspects text := '0';
    phrase text := '0';
    one jsonb;
    way jsonb;
    ranks text;
    hits text;
    anywhere text;
    total float8 := 0;
    candidates text;
    allowed text;
begin
    if face <> '' then  -- the connection has a scope of its own: nothing outside of it, whatever the caller says
        mine := array(select unnest(mine) intersect select unnest(antiphon_mine()));
        reads := array(select unnest(reads) intersect select antiphon_engagement_ways_in());
        hears := array(select unnest(hears) intersect select antiphon_engagement_ways_in());
    end if;
    allowed := '(open_to = ''public'' or (open_to = ''partners'' and cardinality($1) > 0) or (engagement is null and'
        ' organisation_id = any ($1)) or engagement = any ($2)) and (kind <> ''voice'' or engagement = any ($3))';
    if wanted ? 'kinds' then allowed := allowed || format(' and kind = any (%L::text[])',
        array(select jsonb_array_elements_text(wanted -> 'kinds'))); end if;
    if wanted ? 'organisation' then
        allowed := allowed || format(' and organisation_id = %L::bigint', wanted ->> 'organisation');
    end if;
    if wanted ? 'place' then allowed := allowed || format(' and places ? %L', wanted ->> 'place'); end if;
    if wanted ? 'group' then allowed := allowed || format(' and groups ? %L', wanted ->> 'group'); end if;
    if wanted ? 'topic' then allowed := allowed || format(' and topics ? %L', wanted ->> 'topic'); end if;
    if wanted ? 'strength' then allowed := allowed || format(' and strength = %L', wanted ->> 'strength'); end if;
    if wanted ? 'since' then allowed := allowed || format(' and happened_on >= %L::date', wanted ->> 'since'); end if;
    if wanted ? 'until' then allowed := allowed || format(' and happened_on <= %L::date', wanted ->> 'until'); end if;
    if wanted ? 'but' then allowed := allowed || format(' and engagement is distinct from %L::bigint', wanted ->> 'but'); end if;

    for one in select jsonb_array_elements(asked -> 'groups') loop
        ranks := null;
        hits := null;
        anywhere := null;
        for way in select jsonb_array_elements(one -> 'ways') loop
            ranks := concat_ws(', ', ranks, format('%s * ts_rank(%L, vector, %L::tsquery)', (way ->> 1)::float8,
                case when (one ->> 'aspect')::boolean then asked ->> 'aspect_fields' else asked ->> 'fields' end, way ->> 0));
            anywhere := concat_ws(' or ', anywhere, format('vector @@ %L::tsquery', way ->> 0));
            hits := concat_ws(', ', hits, format('%s * (heading @@ %L::tsquery)::int', (way ->> 1)::float8, way ->> 0));
        end loop;
        if (one ->> 'aspect')::boolean then
            aspects := aspects || format(' + greatest(%s)', ranks);
        else
            body := body || format(' + %s * greatest(%s)', (one ->> 'rarity')::float8, ranks);
            title := title || format(' + %s * greatest(%s)', (one ->> 'rarity')::float8, hits);
            somewhere := somewhere || format(' + %s * (%s)::int', (one ->> 'rarity')::float8, anywhere);
            titles := titles || format(' + greatest(%s)', hits);
            total := total + (one ->> 'rarity')::float8;
        end if;
    end loop;
    for way in select jsonb_array_elements(asked -> 'phrases') loop
        phrase := phrase || format(' + (vector @@ %L::tsquery)::int', way #>> '{}');
    end loop;

    for way in select jsonb_array_elements(asked -> 'candidates') loop
        candidates := concat_ws(' union ', candidates, format(
            '(select id from library_passage where %I @@ %L::tsquery and %s%s limit %s)', way ->> 0, way ->> 1, allowed,
            case way ->> 2 when 'newest' then ' and id > (select max(id) - 4000 from library_passage)' else '' end,
            (way ->> 3)::int
        ));
    end loop;
    -- The best of them by words; then those in which the words stand as near to one another as they were typed.
    return query execute format(
        'select b.id, b.score + %s * (%s)::float8, b.found, (%s)::float8 / %s from ('
        ' select p.id, s.score, count(*) over () as found, p.vector, p.happened_on from library_passage p, lateral ('
        '  select (%s)::float8 / %s / (1 - %s + %s * sqrt(octet_length(p.words) / %s::float8)) as body,'
        '  (%s)::float8 / %s as q, least(1, (%s)::float8 / greatest(p.title_size, 1)) as t, (%s)::float8 as a'
        ' ) x, lateral (select x.body + %s * 2 * x.q * x.t / (x.q + x.t + 1e-9) + %s * x.a as score) s where p.id in (%s)'
        ' order by s.score desc, p.happened_on desc nulls last, p.id limit greatest(%s, 100)'
        ') b order by 2 desc, b.happened_on desc nulls last, b.id limit %s',
        (asked ->> 'phrase')::float8 / greatest(jsonb_array_length(asked -> 'phrases'), 1), phrase, somewhere,
        greatest(total, 1e-9),
        body, greatest(total, 1e-9), (asked ->> 'length')::float8, (asked ->> 'length')::float8, (asked ->> 'usual')::float8,
        title, greatest(total, 1e-9), titles, aspects, (asked ->> 'title')::float8, (asked ->> 'aspect')::float8, candidates,
        most, most
    ) using mine, reads, hears;
end $$;

-- A passage that leaves takes the words with it that stand nowhere else. A word that comes is known at once, unless somebody
-- else is adding words just now: then the next count finds it.
create or replace function antiphon_words_left() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    with gone as (
        select lexeme word, count(*) times
        from before, unnest(to_tsvector('antiphon_plain', antiphon_evened(before.title || ' ' || before.words))) group by lexeme
    ), rare as (
        select w.word, w.stem from library_word w join gone on gone.word = w.word
        where w.documents <= 20 + gone.times order by w.word for update of w
    )
    delete from library_word using rare where library_word.word = rare.word and not exists (
        select 1 from library_passage p where p.vector @@ quote_literal(rare.stem)::tsquery
        and strpos(lower(p.title || ' ' || p.words), rare.word) > 0  -- quickly says no
        and to_tsvector('antiphon_plain', antiphon_evened(p.title || ' ' || p.words)) @@ quote_literal(rare.word)::tsquery
    );
    return null;
end $$;

create or replace function antiphon_words_came() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    if not pg_try_advisory_xact_lock(4185203) then return null; end if;
    insert into library_word (word, stem, documents)
    select lexeme, stem, count(*) from (
        select lexeme, (ts_lexize('english_stem', lexeme))[1] stem
        from after, unnest(to_tsvector('antiphon_plain', antiphon_evened(after.title || ' ' || after.words)))
    ) found
    where stem is not null and length(lexeme) between 1 and 60
    and not exists (select 1 from library_word w where w.word = lexeme)
    group by lexeme, stem order by lexeme on conflict do nothing;
    return null;
end $$;

drop trigger if exists antiphon_words_left on library_passage;
create trigger antiphon_words_left after delete on library_passage referencing old table as before
    for each statement execute function antiphon_words_left();
drop trigger if exists antiphon_words_came on library_passage;
create trigger antiphon_words_came after insert on library_passage referencing new table as after
    for each statement execute function antiphon_words_came();
"""

# The columns that the search reads, for passages of a file that are searched apart from the library (`antiphon search-file`).
APART = """
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;
drop schema if exists {schema} cascade;
create schema {schema};
set search_path to {schema}, public;
create table library_passage (
    id bigserial primary key, kind text default 'file', key text, organisation_id bigint, engagement bigint,
    open_to text default 'public', title text, words text, strength text default '', happened_on date,
    groups jsonb default '[]', places jsonb default '[]', topics jsonb default '[]'
);
create table library_word (word text primary key, stem text, documents int);
"""
APART_INDEXES = """
alter table library_passage
    add column heading tsvector generated always as (setweight(to_tsvector('antiphon', antiphon_evened(title)), 'A')) stored,
    add column vector tsvector generated always as (setweight(to_tsvector('antiphon', antiphon_evened(title)), 'A')
        || setweight(to_tsvector('antiphon', antiphon_evened(topics::text)), 'B')
        || setweight(to_tsvector('antiphon', antiphon_evened(words)), 'D')) stored,
    add column title_size int generated always as (length(to_tsvector('antiphon', antiphon_evened(title)))) stored;
create index on library_passage using gin (heading) with (fastupdate = off);
create index on library_passage using gin (vector) with (fastupdate = off);
create index on library_word using gin (word gin_trgm_ops);
create index on library_word (stem);
"""

# Nobody adds or erases while the words are counted, so that none is left behind that stands nowhere.
COUNT = """
    lock table library_passage in share mode;
    create temporary table counted on commit drop as
        select word, (ts_lexize('english_stem', word))[1] stem, ndoc documents
        from ts_stat('select to_tsvector(''antiphon_plain'', antiphon_evened(title || '' '' || words)) from library_passage')
        where length(word) between 1 and 60;
    delete from counted where stem is null;
    delete from library_word w where not exists (select 1 from counted c where c.word = w.word);
    insert into library_word (word, stem, documents) select word, stem, documents from counted order by word
        on conflict (word) do update set documents = excluded.documents, stem = excluded.stem
        where library_word.documents <> excluded.documents;
    drop table counted;
"""


@dataclass(frozen=True)
class Scope:
    """Who asks: their organisations, the engagements that these have a way to, and those whose comments they may read."""

    mine: Sequence[int] = ()
    reads: Sequence[int] = ()
    hears: Sequence[int] = ()

    def said(self) -> dict[str, list[int]]:
        return {"mine": list(self.mine), "reads": list(self.reads), "hears": list(self.hears)}


@dataclass
class Weighed:
    """A question as the database takes it: see `antiphon_find`."""

    groups: list[dict[str, Any]] = field(default_factory=list)
    candidates: list[tuple[str, str, str, int]] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Return every word that counts as one query, for marking them in what is shown."""
        return " | ".join(f"( {query} )" for group in self.groups for query, _ in group["ways"])

    def said(self) -> dict[str, Any]:
        return {
            "groups": self.groups, "candidates": self.candidates, "phrases": self.phrases, "fields": FIELDS,
            "aspect_fields": ASPECT_FIELDS, "title": TITLE, "aspect": ASPECT, "phrase": PHRASE, "length": LENGTH, "usual": USUAL,
        }  # fmt: skip


def weigh(asked: Asked, cursor: Any) -> Weighed:
    """Return a question with what each word is worth, slips put right, and by which words candidates are chosen."""
    said = list(dict.fromkeys(words for group in asked.groups for words, _ in group.ways))
    if not said:
        return Weighed()
    known = _weights([*said, *asked.words, *asked.quoted], cursor)
    typed = [group.ways[0][0] for group in asked.groups if not group.aspect]
    unfamiliar = [words for words in typed if known[words][0] and known[words][1] < KNOWN]
    unknown = [word for words in unfamiliar for word in words.split() if len(word) > 3 and word.isalpha()]
    meant = _meant(list(dict.fromkeys(unknown)), cursor)
    if meant:
        known |= _weights([other for others in meant.values() for other, _ in others if other not in known], cursor)
    cursor.execute("select greatest(reltuples, 1) from pg_class where oid = 'library_passage'::regclass")
    number = max(float(cursor.fetchone()[0]), *(documents for _, documents in known.values()), 10.0)
    found = Weighed(phrases=_near_by([known[word][0] for word in asked.words]) + [known[words][0] for words in asked.quoted])
    weighted = []
    for group in asked.groups:
        ways = [*group.ways]
        if not group.aspect:
            ways += [pair for word in group.ways[0][0].split() for pair in meant.get(word, ())]
        kept = {known[words][0]: worth for words, worth in reversed(ways) if known[words][0]}
        if not kept:
            continue
        # Rare or not is the word that was typed; where that stands nowhere, what stands for it.
        own = known[group.ways[0][0]][1] or max(known[words][1] for words, _ in ways)
        rarity = math.log(1 + (number - min(own, number) + 0.5) / (own + 0.5))
        found.groups.append({"ways": [[query, worth] for query, worth in kept.items()], "aspect": group.aspect, "rarity": rarity})
        together = sum(known[words][1] for words, _ in ways)
        weighted.append((together, " | ".join(f"( {query} )" for query in kept), group.aspect))
    found.candidates = _candidates(weighted)
    return found


def _near_by(queries: Sequence[str]) -> list[str]:
    """Return, for each two words that were typed beside each other, the query that they stand near by."""
    single = [query for query in queries if query and "<->" not in query]
    return [" | ".join(f"{one} <{apart}> {other}" for apart in range(1, NEAR_BY + 1)) for one, other in pairwise(single)][:10]


def _weights(said: Sequence[str], cursor: Any) -> dict[str, tuple[str, int]]:
    if not said:
        return {}
    cursor.execute("select place, query, coalesce(documents, 0) from antiphon_weigh(%s)", [list(said)])
    return {said[place - 1]: (query, int(documents)) for place, query, documents in cursor.fetchall()}


def _meant(words: Sequence[str], cursor: Any) -> dict[str, list[tuple[str, float]]]:
    if not words:
        return {}
    cursor.execute("select place, word, stem, documents from antiphon_near(%s)", [list(words)])
    near: dict[str, list[tuple[str, str, int]]] = {}
    for place, word, stem, documents in cursor.fetchall():
        near.setdefault(words[place - 1], []).append((word, stem, documents))
    return {word: found for word, others in near.items() if (found := slips(word, others))}


def _candidates(weighted: Sequence[tuple[int, str, bool]]) -> list[tuple[str, str, str, int]]:
    """Choose by which words candidates are found: by rare ones wherever they stand, by frequent ones only together.

    Each is (column, query, "newest" or "", how many at most).
    """
    subjects = sorted((one for one in weighted if not one[2]), key=lambda one: one[0]) or sorted(weighted)
    rare, taken = [], 0
    for together, query, _ in subjects:
        if taken + together > RARE:
            break
        rare.append(query)
        taken += together
    every = [f"( {query} )" for _, query, _ in subjects]
    if rare:
        chosen = [("vector", " | ".join(rare), "", RARE)]
        if len(rare) < len(every):
            chosen.append(("heading", " & ".join(every[:2]), "", MOST))
        return chosen
    if not every:
        return []
    sizes = sorted({size for size in (2, len(every)) if 1 < size <= len(every)}, reverse=True)
    joined = [("vector", " & ".join(every[:size]), "", MOST) for size in sizes]
    return [*joined, ("heading", every[0], "", MOST), ("vector", every[0], "newest", MOST), ("vector", every[0], "", MOST)]


@dataclass(frozen=True)
class Hit:
    """A passage that was found: its score, how much of what was asked it speaks of (0 to 1), and how many were found."""

    key: int
    score: float
    covered: float
    found: int


def find(weighed: Weighed, scope: Scope, cursor: Any, *, wanted: dict[str, Any] | None = None, most: int = 50) -> list[Hit]:
    """Return the best passages, the best first. `wanted` are the filters of `antiphon_find`."""
    if not weighed.candidates:
        return []
    given = [json.dumps(weighed.said()), json.dumps(scope.said()), json.dumps(wanted or {}), most]
    cursor.execute("select id, score, covered, found from antiphon_find(%s, %s, %s, %s)", given)
    return [Hit(key, float(score), float(covered), int(found)) for key, score, covered, found in cursor.fetchall()]
