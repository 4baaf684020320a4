"""What this room has that people read: published narratives, and drafts for those who may see them."""

from collections.abc import Iterator

from django.db.models import Q

from antiphon.language.live import Item
from antiphon.narrative.models import Clause, Narrative
from antiphon.narrative.queries.writing import narratives_of
from antiphon.network.models import User

KIND = "narrative.Narrative"


def live_narratives(user: User) -> Iterator[Item]:
    """Yield the narratives that are published, and the drafts that the person may see. Three queries."""
    shown = Q(published_at__isnull=False) | Q(pk__in=narratives_of(user).order_by().values("pk"))
    found = list(Narrative.objects.filter(shown).select_related("owner", "lead"))
    words: dict[int, list[str]] = {}
    for clause in Clause.objects.filter(narrative__in=found, removed_at__isnull=True).order_by("section", "place", "pk"):
        words.setdefault(clause.narrative_id, []).extend(one for one in (clause.heading, clause.words, clause.commitment) if one)
    for one in found:
        yield _item(one, words.get(one.pk, []))


def words_of(user: User, key: str) -> Item | None:
    """Return a narrative by its number, also while it is a draft; None when the person may not see it."""
    return next((one for one in live_narratives(user) if one.key == key), None)


def _item(one: Narrative, words: list[str]) -> Item:
    return Item(
        kind=KIND, key=str(one.pk), title=one.title, words="\n\n".join([one.title, *words]), owner=f"{one.lead}, {one.owner}",
        link=f"/workspace/narratives/{one.slug}/", organisation=one.owner_id, lead=one.lead_id, what="Narrative",
    )
