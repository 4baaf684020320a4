"""What changed, told: a joint case study, a made-up person's story, a real one on her consent, one that was taken back."""

import datetime
from collections.abc import Mapping

from antiphon.core.actors import Visitor
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.engagement.models import Engagement
from antiphon.network.access import forget_roles
from antiphon.network.models import Membership
from antiphon.stories import actions as telling
from antiphon.stories.models import CaseStudy

CASE = "One number to ring in Millbeck"
PARTS = {
    "summary": "Five telephone numbers became one. People in Millbeck reach the right help sooner, and staff know who has rung.",
    "place": "Millbeck",
    "challenge": "Somebody who felt unwell in the evening had five numbers to choose from.\n\n"
                 "Each had its own hours. 4 out of 10 callers told us that they had rung the wrong one first.",
    "actions": "We sat down together: the 111 service, the council, the GP group and the voluntary alliance.\n\n"
               "- We moved all five lines behind one number\n- A nurse of the GP group sits beside the call takers\n"
               "- Volunteers rang 120 people to ask what had changed",
    "impacts": "Calls were answered in 2 minutes in the second month. Before, it took 6.\n\n"
               "1 out of 10 callers still rang another number first.\n\nWhether people are healthier for it: not measured.",
    "lessons": "Ask callers before you write the greeting.\n\nWe told the pharmacies too late. Next time they sit at the table.",
    "next_steps": "The line opens on Sundays from May. The council pays until March, and says in January what comes after.",
    "evidence": "The log of calls, one month before and two months after. 120 people who were rung; 84 answered.",
}  # fmt: skip
MADE_UP = {
    "kind": "made_up", "title": "What it means for Asha", "named": "Asha Vale, 71", "place": "Millbeck",
    "told": "Asha fell in her kitchen on a Friday evening. She rang one number.\n\nThe nurse could see that Asha had been in "
            "hospital in June. She sent the falls team, and they came within 2 hours.\n\nAsha slept in her own bed. In June, the "
            "same fall had meant 3 nights in hospital.",
}  # fmt: skip
REAL = {
    "kind": "real", "title": "I only had to say it once", "named": "A carer, 58", "place": "",
    "told": "I look after my brother. For years I told his story again each time I rang.\n\nLast month I told it once. The next "
            "person who rang me back knew it already, and asked how I was.\n\nI cried a little. Then I went to bed.",
}  # fmt: skip
TAKEN = {"kind": "real", "title": "The van at the allotments", "named": "A man who grows leeks", "place": "Lower Ford",
         "told": "They took my blood in the van beside the allotments. I was back before the kettle was cold."}  # fmt: skip
WAITS = {"kind": "real", "title": "A night without the hospital", "named": "A grandmother", "place": "",
         "told": "They came to me. I made them tea, and they would not have it, because they were working."}  # fmt: skip


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Tom, who is shared with the board, writes; Priya puts her name under it. One person takes her story back."""
    tom, priya, board = cast["tom"], cast["priya"], cast.organisations["icb"]
    Membership.objects.get_or_create(
        user=tom, organisation=board, role="communications_officer", ends_on=None,
        defaults={"starts_on": today - datetime.timedelta(days=300)},
    )  # fmt: skip
    forget_roles(tom)
    if CaseStudy.objects.filter(title=CASE).exists():
        return
    day = datetime.timedelta(days=1)
    partners = [cast.organisations[key] for key in ("greenway", "city", "practices", "alliance")]
    with standing_at(today - 40 * day):
        case = telling.write_case(board, partners=partners, title=CASE, review_on=today + 150 * day, by=tom, **PARTS)
        telling.publish_case(case, by=priya)
        telling.publish_story(telling.write_story(board, by=tom, case=case, **MADE_UP), by=priya)
    with standing_at(today - 30 * day):
        real = telling.write_story(board, by=tom, case=case, **REAL)
        telling.record_consent(
            real, name="Lorna Pike", given_by="self", how="form", kept_where="The board’s office, folder “Stories”",
            scope=["website", "bulletin", "slides", "print"], given_on=today - 30 * day, expires_on=today + 20 * day, by=tom,
        )  # fmt: skip
        telling.publish_story(real, by=priya)
        telling.record_use(real, scope="print", place="Winter leaflet, 2,000 copies", used_on=today - 30 * day, by=tom)
        taken = telling.write_story(board, by=tom, **TAKEN)
        _, code = telling.record_consent(
            taken, name="Alwyn Marsh", given_by="self", how="recorded", kept_where="Recording 12, the board’s office",
            scope=["website", "press"], given_on=today - 30 * day, expires_on=today + 300 * day, by=tom,
        )  # fmt: skip
        telling.publish_story(taken, by=priya)
        telling.record_use(taken, scope="press", place="The Ashmere Post, page 4", used_on=today - 28 * day, by=tom)
    with standing_at(today - 3 * day):
        telling.take_back_by_code(code, by=Visitor())
        telling.write_story(board, by=tom, **WAITS)
