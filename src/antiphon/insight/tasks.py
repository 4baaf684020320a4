"""Work in the background: a coder suggests codes for voices that were made safe."""

import logging

from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.insight import actions, queries, tallies
from antiphon.insight.coders import quick
from antiphon.insight.coders.base import Coder, Comment
from antiphon.voices.models import Voice
from antiphon.voices.queries import ready_to_code

log = logging.getLogger(__name__)
CODER = Machine("coder")
BATCH = 500
TALLY = Machine("tally")


@app.periodic(cron="* * * * *", periodic_id="code_waiting")
@app.task(name="antiphon.insight.tasks.code_waiting", queueing_lock="antiphon.insight.tasks.code_waiting")
def code_waiting(timestamp: int = 0, limit: int = 20_000) -> int:
    """Suggest codes for every clean voice that has none yet. Running it twice, or on two workers, does it once."""
    suggested, seen, last = 0, 0, 0
    while seen < limit:
        waiting = queries.waiting_for_a_coder(ready_to_code()).filter(pk__gt=last).order_by("pk").defer("sealed_words")
        batch = list(waiting[: min(BATCH, limit - seen)])
        if not batch:
            break
        seen, last = seen + len(batch), batch[-1].pk
        by_engagement: dict[int, list[Voice]] = {}
        for voice in batch:
            by_engagement.setdefault(voice.engagement_id, []).append(voice)
        suggested += sum(_suggest(voices) for voices in by_engagement.values())
    return suggested


def _suggest(voices: list[Voice]) -> int:
    use = queries.frame_use(voices[0].engagement)
    coder = _coder(use.frame.name) if use else None
    if coder is None:
        return 0
    # The slow part is done before the action opens its transaction.
    readings = coder.suggest([Comment(voice.clean_words, voice.question.text) for voice in voices])
    return actions.suggest_codes(
        voices[0].engagement, readings={voice.pk: said for voice, said in zip(voices, readings, strict=True)},
        coder=coder.name, version=coder.version, by=CODER,
    )


def _coder(frame: str) -> Coder | None:
    try:
        return quick.load(frame)
    except LookupError:
        log.warning("No coder has learnt the frame %s: its voices are read without suggestions.", frame)
        return None


@app.periodic(cron="* * * * *", periodic_id="lay_out_waiting")
@app.task(name=actions.LAY_OUT, queueing_lock=actions.LAY_OUT)
def lay_out_waiting(timestamp: int = 0) -> int:
    """Lay out answers for counting where there are many: each tally that is behind, and those that are missing.

    Looking for the missing ones counts every response, so a sweep does it every ten minutes alone; a page that needs
    one asks at once.
    """
    behind = [tally.engagement for tally in tallies.due() if tallies.is_behind(tally)]
    missing = list(tallies.without_a_tally()) if timestamp // 60 % 10 == 0 else []
    for engagement in [*behind, *missing]:
        actions.lay_out(engagement, by=TALLY)
    return len(behind) + len(missing)
