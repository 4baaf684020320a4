"""Fifteen networks with their leads, and the lists of two organisations that overlap: formats, a shared address, an objection."""

import csv
import datetime
import io
from collections.abc import Mapping

from antiphon.audiences import actions, queries
from antiphon.audiences.models import Audience, Network
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.story import DATA
from antiphon.engagement.models import Engagement

# The same six stand on both lists: nobody may be told twice.
BOTH = (
    "Ivy Sandford,ivy.sandford@example.org,,,English,Large print,,Ashmere",
    "Ken Sandford,ivy.sandford@example.org,,,English,,,Ashmere",  # a couple, one address
    "Piotr Wrona,piotr.wrona@example.org,07700 900311,,Polish,,,Linley",
    "Dawn Ellery,dawn.ellery@example.org,,,English,Easy read,,Vale",
    "Joel Amory,joel.amory@example.org,,,English,,,Vale",  # wants no news from anyone
    "Hope Linden,hope.linden@example.org,,,English,BSL video,,Ashmere",
)
BY_HAND = (
    "Edna Fairlie,,01632 960321,,English,,Telephone,Vale", 'Walter Pike,,,"3 Mill Row, Millbeck",English,Large print,,Millbeck',
    "Stan Orchard,stan.orchard@example.org,,,English,Audio,,Vale",
)  # fmt: skip
OBJECTS = "joel.amory@example.org"
# Whose list, who keeps it, what it is called, who is on it, where the addresses come from, where they are, and how many more.
LISTS = (
    ("hospitals", "tom", "Members of the hospitals", "patients", "The register of members", "Ashmere Town", "Member", 34),
    ("city", "farah", "City residents’ news", "public", "They signed up on the city’s website", "Ashmere Town", "Resident", 40),
    ("icb", "tom", "Staff of the board", "staff", "The staff record, each month", "Ashmere and Vale", "Colleague", 24),
)  # fmt: skip


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Put the networks on the board's register, make lists of which two overlap, and let one person object."""
    board = cast.organisations["icb"]
    if not Network.objects.filter(organisation=board).exists():
        actions.take_networks(board, file=_file(today), by=cast["tom"])
    for key, who, name, kind, source, place, word, number in LISTS:
        organisation = cast.organisations[key]
        if Audience.objects.filter(organisation=organisation, name=name).exists():
            continue
        made = actions.make_audience(
            organisation, name=name, kind=kind, purpose="task", basis="contract" if kind == "staff" else "task", source=source,
            place=place, by=cast[who],
        )  # fmt: skip
        own = [f"{word} {one},{word.lower()}.{one}@example.org,,,,,," for one in range(1, number + 1)]
        rows = [*(BOTH if key != "icb" else ()), *(BY_HAND if key == "hospitals" else ()), *own]
        text = "\n".join(("Name,Email,Telephone,Address,Language,Format,Way,Place", *rows))
        actions.take_list(made, file=io.BytesIO(text.encode()), by=cast[who])
    if not queries.standing_of(email=OBJECTS):  # he rang, and said so
        actions.note_objection(email=OBJECTS, channel="any", purpose="task", by=cast["tom"])


def _file(today: datetime.date) -> io.BytesIO:
    """Return the networks of `data/networks.csv` as the file that an officer would bring in, with days that fit today."""
    out = io.StringIO()
    with (DATA / "networks.csv").open(encoding="utf-8", newline="") as kept:
        rows = [_row(dict(row), today) for row in csv.DictReader(kept)]
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(out.getvalue().encode())


def _row(row: dict[str, str], today: datetime.date) -> dict[str, object]:
    last = today - datetime.timedelta(days=int(row.pop("Days since")))
    found: dict[str, object] = {**row, "Estimated on": last - datetime.timedelta(days=60), "Last contact": last}
    for part in ("Lead", "Deputy"):
        name, _, post = row[part].partition(", ")
        del found[part]
        email = f"{name.lower().replace(' ', '.')}@example.org" if name else ""
        found |= {f"{part} name": name, f"{part} post": post, f"{part} email": email}
    return found
