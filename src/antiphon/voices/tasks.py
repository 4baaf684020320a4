"""Work that waits: making sealed words safe."""

from itertools import groupby

from django.db import transaction
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.voices import actions, queries
from antiphon.voices.deidentification import deidentify, screen_harm
from antiphon.voices.models import Voice

BY = Machine("deidentify")
AT_ONCE = 100  # so that a second worker finds others to do, and a worker that dies loses little


@app.periodic(cron="* * * * *")
@app.task(name=actions.MAKE_SAFE, queueing_lock=actions.MAKE_SAFE)
def sweep(timestamp: int = 0) -> None:
    """Make safe whatever waits; runs each minute and when something arrives."""
    while deidentify_waiting():
        pass


def deidentify_waiting(limit: int = 500) -> int:
    """Search sealed voices for personal details and write what was found. Returns how many it did.

    Rows are claimed, so that several workers never do the same one; running it twice is harmless.
    """
    done = 0
    while done < limit:
        with transaction.atomic():
            claimed = queries.ready_to_make_safe().select_for_update(skip_locked=True)[: min(AT_ONCE, limit - done)]
            keys = list(claimed.values_list("pk", flat=True))
            for engagement, voices in groupby(_opened(keys), key=lambda voice: voice.engagement):
                outcomes = [(voice, deidentify(voice.sealed_words), screen_harm(voice.sealed_words)) for voice in voices]
                actions.make_all_safe(engagement, outcomes=outcomes, by=BY)
        done += len(keys)
        if not keys:
            break
    return done


def _opened(keys: list[int]) -> list[Voice]:
    """Return the voices with their words; one whose words no key opens is set aside for a person."""
    try:
        return list(Voice.objects.filter(pk__in=keys).select_related("engagement").order_by("engagement", "pk"))
    except ValueError:
        found = []
        for key in keys:
            try:
                found.append(Voice.objects.select_related("engagement").get(pk=key))
            except ValueError:
                actions.set_aside(Voice(pk=key), doubt=actions.UNREADABLE, by=BY)
        return found
