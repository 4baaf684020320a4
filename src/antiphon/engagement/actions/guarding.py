"""What an engagement promises beside its words: who may answer, how long things are kept, who looks at disclosures of harm."""

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.keeping import wrong_years
from antiphon.core.problems import Refused
from antiphon.engagement.actions.asking import SIGNED
from antiphon.engagement.models import Engagement
from antiphon.network.access import may, require
from antiphon.network.models import User
from antiphon.network.roles import Permission


@action
def promise(engagement: Engagement, *, trust: str, keep_words_years: int, keep_names_years: int, by: User) -> Engagement:
    """Say, while it is a draft, who may answer and for how long words and names are kept. Once published, it is a promise."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    engagement = Engagement.objects.select_for_update().get(pk=engagement.pk)
    wanted = (trust, keep_words_years, keep_names_years)
    if wanted == (engagement.trust, engagement.keep_words_years, engagement.keep_names_years):
        return engagement
    if engagement.published_at:
        raise Refused(SIGNED)
    if trust not in Engagement.Trust.values:
        raise Refused("Choose who may answer.")
    if wrong := wrong_years(keep_words_years, keep_names_years):
        raise Refused(*wrong)
    engagement.trust, engagement.keep_words_years, engagement.keep_names_years = wanted
    engagement.save(update_fields=["trust", "keep_words_years", "keep_names_years"])
    engagement.writers.add(by)
    trail.leave("promise", engagement, by=by, trust=trust, words=keep_words_years, names=keep_names_years)
    return engagement


@action
def name_safeguarding_lead(engagement: Engagement, *, lead: User | None, by: User) -> Engagement:
    """Say who looks at words that may disclose harm; at any time, since people leave. None: whoever holds the role."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    if lead is not None and not may(lead, Permission.CONCERN_HANDLE, on=engagement):
        raise Refused(f"{lead} does not have the role of a safeguarding lead in an organisation of this engagement.")
    engagement = Engagement.objects.select_for_update().get(pk=engagement.pk)
    engagement.safeguarding_lead = lead
    engagement.save(update_fields=["safeguarding_lead"])
    trail.leave("name safeguarding lead", engagement, by=by, lead=lead.pk if lead else None)
    return engagement
