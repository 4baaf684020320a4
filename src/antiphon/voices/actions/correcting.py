"""Correcting words: the old ones are sealed and kept as a version, and the new ones go through making safe again."""

from antiphon.core import nudges, trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.engagement import answering
from antiphon.voices import rules
from antiphon.voices.actions.receiving import MAKE_SAFE
from antiphon.voices.actions.safe import ERASED
from antiphon.voices.models import Voice, WordsBefore


@action
def correct_words(voice: Voice, *, words: str, who: str, why: str = "", by: Actor) -> bool:
    """Put corrected words in the place of a voice's words; return whether they differ. The caller has seen to who may."""
    voice = Voice.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=voice.pk)
    words = rules.tidy(words)
    if voice.status == Voice.Status.ERASED:
        raise Refused(ERASED)
    if voice.engagement.closed_at:
        raise Refused("This engagement is closed, so what was said stays as it is.")
    if not words:
        raise Refused("Write the words. To have them erased, use your receipt code.")
    if len(words) > answering.LONGEST:
        raise Refused(f"The words can have up to {answering.LONGEST:,} characters.")
    if words == rules.tidy(str(voice.sealed_words)):
        return False
    version = WordsBefore.objects.filter(voice=voice).count() + 1
    WordsBefore.objects.create(voice=voice, version=version, sealed_words=str(voice.sealed_words), who=who, why=why[:300])
    voice.clean_words, voice.status = "", Voice.Status.SEALED
    voice.sealed_words = words  # type: ignore[assignment]
    voice.found, voice.doubts, voice.withheld_because, voice.made_safe_at = [], [], "", None
    voice.save(update_fields=["sealed_words", "clean_words", "status", "found", "doubts", "withheld_because", "made_safe_at"])
    trail.leave("correct words", voice, by=by, who=who, version=version)
    nudges.nudge(MAKE_SAFE)
    return True
