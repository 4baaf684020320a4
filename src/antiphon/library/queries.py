"""Reads of the library. A person sees what their organisations keep and what others share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, IntegerField, Model, Q, QuerySet, Value, When
from django.http import Http404

from antiphon.library.models import ENGLISH, Citation, Glossary, Insight
from antiphon.library.rules import enough, terms
from antiphon.network.models import Organisation, User
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission

SLIP = 0.45  # how alike words of a title must be to what was typed, so that a slip of the keyboard still finds it
NEAR = 0.6  # how alike they must be to say that two are about the same
MOST_TOPICS = 8


def find(
    user: User, words: str = "", *, topic: str = "", group: str = "", place: str = "", strength: str = "",
    organisation: int | None = None,
) -> "QuerySet[Insight]":
    """Return the insights that the person may see and that match, the best first. The scope is inside the query."""
    found: QuerySet[Insight] = Insight.objects.visible_to(user).select_related("organisation").annotate(
        cited=Count("citations")
    )
    if group:
        found = found.filter(groups__contains=[group])
    if place:
        found = found.filter(places__contains=[place.casefold()])
    if topic:
        found = found.filter(topics__contains=[topic.casefold()])
    if strength:
        found = found.filter(strength=strength)
    if organisation:
        found = found.filter(organisation=organisation)
    words = words.replace("\x00", "").strip()[:200]
    if not words:
        return found.order_by("-learned_on", "-pk")
    query = SearchQuery(words, config=ENGLISH, search_type="websearch")
    near = TrigramWordSimilarity(words, "title")
    return (
        found.annotate(near=near, rank=SearchRank(F("searchable"), query))
        .filter(Q(searchable=query) | Q(near__gte=SLIP))
        .order_by("-rank", "-near", "-learned_on", "-pk")
    )


@dataclass(frozen=True)
class Known:
    """What is known on one topic."""

    topic: str
    insights: list[Insight]


def about(vector: str, topics: Sequence[str], *, loosely: bool = False) -> "tuple[dict[str, ExpressionWrapper], Q]":
    """Return, for each topic, the condition that a row is about it, as annotations `about_0`…, and the one that any holds.

    `vector` names the search vector of the row; a title of a row is called `title`. How
    many of its words must be there, `rules.enough` says.
    """
    found: dict[str, ExpressionWrapper] = {}
    whole = Q(pk__in=[])
    for number, topic in enumerate(topics[:MOST_TOPICS]):
        wanted = terms(topic) or topic.split()[:2]
        queries = [SearchQuery(word, config=ENGLISH, search_type="plain") for word in wanted]
        hits = Value(0, output_field=IntegerField())
        for query in queries:
            hits = hits + Case(When(Q(**{vector: query}), then=1), default=0, output_field=IntegerField())  # type: ignore[assignment]
        found[f"hits_{number}"] = ExpressionWrapper(hits, output_field=IntegerField())
        found[f"near_{number}"] = TrigramWordSimilarity(topic[:200], "title")  # type: ignore[assignment]
        condition = Q(**{f"hits_{number}__gte": enough(len(wanted), loosely=loosely)}) | Q(**{f"near_{number}__gte": NEAR})
        found[f"about_{number}"] = ExpressionWrapper(condition, output_field=BooleanField())
        whole |= condition
    return found, whole


def known_on(user: User, topics: Sequence[str], *, loosely: bool = False) -> list[Known]:
    """Return what is known on each topic, the newest first; a topic on which nothing is known is left out. One query."""
    wanted = [topic for topic in topics if topic.strip()][:MOST_TOPICS]
    if not wanted:
        return []
    parts, whole = about("searchable", wanted, loosely=loosely)
    found = list(Insight.objects.visible_to(user).select_related("organisation").annotate(**parts).filter(whole))
    known = [Known(topic, [one for one in found if getattr(one, f"about_{number}")]) for number, topic in enumerate(wanted)]
    return [one for one in known if one.insights]


def insight_for(user: User, pk: int) -> Insight:
    """Return one insight that the person may see, or raise Http404."""
    found: Insight | None = (
        Insight.objects.visible_to(user).select_related("organisation", "written_by").annotate(cited=Count("citations"))
        .filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def citations_in(things: Iterable[Model]) -> "QuerySet[Citation]":
    """Return what these things cite."""
    where = Q(pk__in=[])
    for thing in things:
        where |= Q(kind=thing._meta.label, key=str(thing.pk))
    return Citation.objects.filter(where).select_related("insight__organisation")


def citations_of(insight: Insight) -> "QuerySet[Citation]":
    """Return where an insight was cited."""
    return insight.citations.select_related("organisation")


def glossary_of(organisation: Organisation) -> str:
    """Return an organisation's words that mean the same, one meaning a line."""
    return Glossary.objects.filter(organisation=organisation).values_list("lines", flat=True).first() or ""


def topics(user: User) -> list[str]:
    """Return every topic of the insights that the person may see, by name."""
    held = Insight.objects.visible_to(user).values_list("topics", flat=True)
    return sorted({topic for several in held for topic in several})


def places(user: User) -> list[str]:
    """Return every place of the insights that the person may see, by name."""
    held = Insight.objects.visible_to(user).values_list("places", flat=True)
    return sorted({place for several in held for place in several})


def keepers(user: User) -> "QuerySet[Organisation]":
    """Return the organisations for which the person may keep insights."""
    return own_organisations(user, Permission.LIBRARY_WRITE)
