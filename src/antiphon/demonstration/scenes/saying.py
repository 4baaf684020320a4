"""The words we use: a glossary and acronyms approved by two people, a change that waits, words tried on people, a late review."""

import datetime
from collections.abc import Mapping
from typing import Any

from antiphon.demonstration.cast import Cast
from antiphon.engagement.models import Engagement
from antiphon.language import actions, live, queries
from antiphon.language.models import Acronym, Term

NEXT_LOOK = datetime.date(2027, 4, 1)
WORDS: list[dict[str, Any]] = [
    {"preferred": "care on the same day", "avoid": ["same day emergency care", "ambulatory care"],
     "meaning": "You are seen, tested and treated on the day you come, and sleep at home."},
    {"preferred": "care team", "avoid": ["multidisciplinary team", "MDT"],
     "meaning": "The people of different professions who look after you together.", "translations": {"cy": "tîm gofal"}},
    {"preferred": "people who use services", "avoid": ["service users"], "meaning": "All of us, when we need care or support."},
    {"preferred": "going home from hospital", "avoid": ["discharge pathway", "discharged to assess"],
     "meaning": "Leaving hospital, with what you need at home ready for you."},
    {"preferred": "out of hospital", "avoid": ["in the community setting", "community settings"],
     "meaning": "At home, at the surgery, or somewhere near where you live."},
    {"preferred": "carer", "avoid": ["informal carer", "unpaid care-giver"],
     "meaning": "Somebody who looks after a relative, a friend or a neighbour, without pay."},
    {"preferred": "emergency department", "avoid": ["casualty", "A and E"],
     "meaning": "The part of a hospital for a danger to life or limb. Many people call it A&E."},
    {"preferred": "ring 111 first", "avoid": ["digital front door"],
     "meaning": "Ring 111 before you set out. They can book a time for you.", "translations": {"cy": "ffoniwch 111 yn gyntaf"}},
]  # fmt: skip
ACRONYMS: list[dict[str, Any]] = [
    {"letters": "ICB", "meanings": [{"words": "Integrated care board", "note": "It plans and pays for local health care."}]},
    {"letters": "PCN", "meanings": [{"words": "Primary care network", "note": "Surgeries that work together."}]},
    {"letters": "VCSE", "meanings": [{"words": "Voluntary, community and social enterprise", "note": ""}]},
    {"letters": "UTC", "meanings": [{"words": "Urgent treatment centre", "note": "For what is not an emergency."}]},
    {"letters": "DNA", "meanings": [{"words": "Did not attend", "note": "Somebody did not come to an appointment."},
                                    {"words": "Deoxyribonucleic acid", "note": "What carries our genes."}]},
    {"letters": "EPR", "meanings": [{"words": "Electronic patient record", "note": ""}]},
    {"letters": "NHS", "meanings": [{"words": "National Health Service", "note": ""}], "known": True},
    {"letters": "GP", "meanings": [{"words": "General practitioner", "note": "Your family doctor."}], "known": True},
]  # fmt: skip
WHY = "Agreed with the nine partners."
OLD, NEW = "urgent treatment centre", "same-day centre"


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Approve the words, leave a change waiting for a second person, keep a test, and let a day of review pass."""
    tom, priya, icb = cast["tom"], cast["priya"], cast.organisations["icb"]
    for what, rows, model, name in (("term", WORDS, Term, "preferred"), ("acronym", ACRONYMS, Acronym, "letters")):
        held = set(model.objects.values_list(name, flat=True))  # type: ignore[attr-defined]
        for row in rows:
            if row[name] not in held:
                change = actions.propose(
                    icb, what=what, by=tom, why="Agreed with the nine partners.", **{"review_on": NEXT_LOOK, **row}
                )
                actions.approve(change, by=priya, note="Read aloud at the readers’ group.")
    if not Term.objects.filter(preferred=OLD).exists():
        first = actions.propose(icb, what="term", by=tom, preferred=OLD, avoid=["minor injuries unit", "walk-in centre"],
                                meaning="A place for what cannot wait and is not an emergency.")  # fmt: skip
        term = actions.approve(first, by=priya).term
        assert term is not None
        actions.change(term, preferred=NEW, why="People in Millbeck asked what “urgent” and “treatment” leave out.", by=tom)
    engagement = next((one for one in engagements.values() if one.owner == icb and one.published_at), None)
    item = live.item(priya, "engagement.Engagement", str(engagement.pk)) if engagement else None
    if item is None:
        return
    if not queries.tests_of(item.kind, item.key).exists():
        actions.keep_test(
            item, held_on=today - datetime.timedelta(days=40), users=6, staff=6, understood=10, by=tom,
            found="Ten could say it back. Two people who use services read “urgent treatment” as an ambulance.",
            before="You will be directed to the most appropriate urgent treatment setting.",
            after="111 tells you where to go, and books you a time if it can.",
            changed="One sentence was written anew, in words that the group chose.",
            credit="the readers’ group of Harrow Bridge",
        )  # fmt: skip
    if queries.review_of(item.kind, item.key) is None:
        actions.set_review(item, due_on=today - datetime.timedelta(days=9), owner=priya, by=tom)
