"""What the library says to those who work here, for the common language."""

from collections.abc import Iterator

from antiphon.language.live import Item
from antiphon.library.models import Insight
from antiphon.network.models import User


def live_items(user: User) -> Iterator[Item]:
    """Yield every insight that this person may see. One query."""
    for one in Insight.objects.visible_to(user).select_related("organisation", "written_by"):
        words = "\n\n".join(part for part in (one.title, one.learned, one.limits) if part.strip())
        yield Item(
            "library.Insight",
            str(one.pk),
            one.title,
            words,
            f"{one.written_by.name}, {one.organisation.name}",
            f"/workspace/library/{one.pk}/",
            one.organisation_id,
            one.written_by_id,
            "Insight",
        )
