"""What the pages of the content editor say, for the common language, while they are public."""

from collections.abc import Iterator

from antiphon.language.live import Item
from antiphon.network.models import User
from antiphon.public.models import Written, live_pages, page_with


def live_items(user: User) -> Iterator[Item]:
    """Yield every public page of content and news. A fixed number of queries."""
    for one in live_pages():
        yield item(one)


def item_of(user: User, key: str) -> Item | None:
    """Return the words of one page, as they were saved last."""
    found = page_with(int(key)) if key.isdecimal() and len(key) < 10 else None
    return item(found) if found else None


def words(page: Written) -> str:
    """Return all the words of a page: its title, its summary, and each block of its body."""
    body = page.body.stream_block.get_searchable_content(page.body)
    return "\n\n".join(part.strip() for part in (page.title, page.summary, *map(str, body)) if part.strip())


def item(page: Written) -> Item:
    """Return a page as the common language knows it. It belongs to the organisation of whoever made it, if that is known."""
    held = list(page.owner.memberships.all()) if page.owner_id and page.owner else []
    whose = f"{page.owner.name}, {held[0].organisation.name}" if held and page.owner else "Whoever edits the public pages"
    return Item(
        "public.Page",
        str(page.pk),
        page.title,
        words(page),
        whose,
        page.url or "/",
        held[0].organisation_id if held else 0,
        page.owner_id,
        "Page",
    )
