"""Found again: everything of the story on the library's shelf, and a draft that is told what is known before it asks."""

import datetime
from collections.abc import Mapping

from antiphon.demonstration.cast import Cast
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement
from antiphon.library import actions as library
from antiphon.library.models import Glossary
from antiphon.library.tasks import SHELVE, shelve_waiting

TITLE = "Ringing 111 before you come to the emergency department"
LINES = """ring first, 111 first, call before you come
carers card, carer's passport
Vale Community Hospital, the Cottage"""


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Put what waits on the shelf, give an organisation words of its own, and begin to ask what was asked before."""
    farah = cast["farah"]
    draft = Engagement.objects.filter(title=TITLE).first()
    if draft is None:
        first = next(iter(engagements.values()))
        draft = asking.draft(owner=first.owner, lead=first.lead, title=TITLE, by=first.lead)
    if not Glossary.objects.filter(organisation=draft.owner).exists():
        library.keep_glossary(draft.owner, lines=LINES, by=farah if draft.lead == farah else draft.lead)
    shelve_waiting()
    library.count_words(by=SHELVE)
