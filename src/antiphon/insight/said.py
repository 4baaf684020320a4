"""What reports and their themes say to people, for the common language, while they are public."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from antiphon.engagement.queries import engagements_of
from antiphon.insight.models import Report, Theme
from antiphon.language.live import Item
from antiphon.network.models import User


def live_reports(user: User) -> Iterator[Item]:
    """Yield every published report with the themes that stand below it. Two queries."""
    yield from _items(Report.objects.filter(published_on__isnull=False))


def report_of(user: User, key: str) -> Item | None:
    """Return the words of one report that this person may see, also of a draft."""
    if not (key.isdecimal() and len(key) < 18):
        return None
    return next(_items(Report.objects.filter(pk=int(key), engagement__in=engagements_of(user).values("pk"))), None)


def _items(reports: Any) -> Iterator[Item]:
    found = list(reports.select_related("engagement__owner", "written_by"))
    themes: dict[int, list[str]] = defaultdict(list)
    for theme in Theme.objects.standing().filter(engagement__in=[one.engagement_id for one in found]).order_by("place", "pk"):
        themes[theme.engagement_id] += [theme.name, theme.description]
    for one in found:
        engagement = one.engagement
        parts = [one.summary, one.limits, *themes[one.engagement_id]]
        link = f"/engagements/{engagement.slug}/" if one.published_on else f"/workspace/engagements/{engagement.slug}/report/"
        yield Item(
            "insight.Report",
            str(one.pk),
            f"Report: {engagement.title}",
            "\n\n".join(part for part in parts if part.strip()),
            f"{one.written_by.name}, {engagement.owner.name}",
            link,
            engagement.owner_id,
            one.written_by_id,
            "Report",
        )
