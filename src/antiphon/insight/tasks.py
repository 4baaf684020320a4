"""Work in the background: a coder suggests codes for voices that were made safe, and learns from what people decide."""

import logging
import time
from collections import Counter

from django.conf import settings
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.core.beside import only_one
from antiphon.insight import actions, codebook, drafts, learnt, naming, proposing, queries, tallies
from antiphon.insight.coders import local
from antiphon.insight.coders.base import Comment
from antiphon.insight.models import FrameUse
from antiphon.voices.models import Voice
from antiphon.voices.queries import ready_to_code

log = logging.getLogger(__name__)
CODER, HELPER = Machine("coder"), Machine("language model")
BATCH = 500
LEARNING = 4_185_210  # the kind of lock under which one engagement learns at a time
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


def _suggest(voices: list[Voice], *, renew: bool = False) -> int:
    use = queries.frame_use(voices[0].engagement)
    voiced = learnt.coder_of(use) if use else None
    if use is None or voiced is None:
        log.warning("No coder has learnt the frame of %s: its voices are read without suggestions.", voices[0].engagement)
        return 0
    # The slow part is done before the action opens its transaction.
    comments = [Comment(voice.clean_words, voice.question.text) for voice in voices]
    readings = voiced.coder.suggest(comments)
    given = codebook.uses(use.engagement, codebook.book_of(use.engagement_id))
    teaches = learnt.teaching(voiced, comments, given)
    return actions.suggest_codes(
        use.engagement, readings={voice.pk: said for voice, said in zip(voices, readings, strict=True)},
        teaches={voice.pk: one for voice, one in zip(voices, teaches, strict=True)},
        coder=voiced.kind, version=voiced.version, names=voiced.names, renew=renew, by=CODER,
    )  # fmt: skip


@app.periodic(cron="* * * * *", periodic_id="learn_waiting")
@app.task(name=actions.LEARN, queueing_lock=actions.LEARN, lock=actions.LEARN)
def learn_waiting(timestamp: int = 0, limit: int = 20_000) -> int:
    """Learn from the decisions of each engagement where there are new ones, and suggest anew what nobody has read.

    One job runs at a time and one may wait, so decisions never pile jobs up. Running it twice learns once.
    """
    made = sum(_learn_alone(use, stamp) for use, stamp in learnt.due())
    for use in learnt.with_a_coder():
        _renew(use, limit)
    return made


def learn_for(use: FrameUse, limit: int = 20_000) -> bool:
    """Do the same for one engagement, and return whether there was anything to learn."""
    stamps = {one.pk: stamp for one, stamp in learnt.due()}
    made = use.pk in stamps and _learn_alone(use, stamps[use.pk])
    _renew(use, limit)
    return made


def _learn_alone(use: FrameUse, stamp: str) -> bool:
    with only_one(LEARNING, use.engagement_id) as free:
        return free and _learn(use, stamp)


def _learn(use: FrameUse, stamp: str) -> bool:
    found, base, begun = learnt.lesson(use), learnt.base_of(use), time.process_time()
    coder = local.learn(found.frame, found.corrections, base=base, grew_from=found.grew_from)
    record = {
        "seconds": round(time.process_time() - begun, 2), "content": coder.version, "decisions": len(found.corrections),
        "decisions_by_code": Counter(code for one in found.corrections for code in sorted(one.codes)),
        "thresholds": {code: round(float(one), 3) for code, one in zip(coder.codes, coder.weights.threshold, strict=True)},
        "grew_from": {code: list(old) for code, old in found.grew_from.items() if list(old) != [code]},
        "phrases": sum(len(code.examples) for code in found.frame.codes),
    }  # fmt: skip
    kept = actions.keep_learnt(
        use, content=coder.to_bytes(), base=base.version if base else "", stamp=stamp, codes=found.codes,
        decisions=len(found.corrections), record=record, by=CODER,
    )  # fmt: skip
    return kept is not None


def _renew(use: FrameUse, limit: int) -> None:
    voiced, seen = learnt.coder_of(use), 0
    if voiced is None:
        return
    last = 0
    while seen < limit:
        batch = list(learnt.outdated(use.engagement, voiced.version).filter(pk__gt=last)[:BATCH])
        if not batch:
            return
        seen, last = seen + len(batch), batch[-1].pk
        _suggest(batch, renew=True)


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


@app.periodic(cron="* * * * *", periodic_id="draft_waiting")
@app.task(name=actions.DRAFT, queueing_lock=actions.DRAFT, lock=actions.DRAFT)
def draft_waiting(timestamp: int = 0) -> int:
    """Propose themes for each engagement where somebody asked for them. The slow part is done before the action opens."""
    made = 0
    for draft in drafts.drafts_waiting():
        words = dict(drafts.words_for_a_draft(draft.engagement, draft.question).values_list("pk", "clean_words"))
        found = proposing.draft(list(words.values()))
        made += actions.keep_draft(draft, voices=list(words), made=found, by=CODER) is not None
    return made


@app.periodic(cron="* * * * *", periodic_id="name_waiting")
@app.task(name=actions.NAME, queueing_lock=actions.NAME, lock=actions.NAME)
def name_waiting(timestamp: int = 0) -> int:
    """Where an operator set up a language model, ask it for a name for each group of a draft. It sees safe words alone.

    When it does not answer, the groups wait for the next minute.
    """
    given = settings.LANGUAGE_MODEL
    if not given["address"]:
        return 0
    helper, kept = naming.Helper(given["address"], given["model"], given["patience"]), 0
    for theme in drafts.names_waiting(helper.model):
        comments = [row.voice.clean_words for row in drafts.members(theme)[: naming.MOST_COMMENTS]]
        try:
            name = naming.propose(helper, theme.words, comments) if comments else ""
        except naming.Unreachable as problem:
            log.warning("The language model was not reached: %s", problem)
            return kept
        kept += actions.suggest_draft_name(theme, name=name, model=helper.model, by=HELPER) is not None
    return kept
