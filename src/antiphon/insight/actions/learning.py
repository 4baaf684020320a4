"""Keeping what a coder has learnt, and choosing which coder an engagement uses."""

from collections.abc import Mapping, Sequence
from typing import Any

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.insight import learnt
from antiphon.insight.models import FrameUse, LearntCoder
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission

LEARN = "antiphon.insight.tasks.learn_waiting"


@action
def keep_learnt(
    use: FrameUse, *, content: bytes, base: str, stamp: str, codes: Sequence[int], decisions: int, record: Mapping[str, Any],
    by: Machine,
) -> LearntCoder | None:
    """Keep a coder that has learnt. None when the codes changed meanwhile: it is learnt anew then."""
    now = FrameUse.objects.select_for_update().get(pk=use.pk)
    if (now.version, now.coder) != (use.version, use.coder):
        return None
    last = LearntCoder.objects.filter(engagement=use.engagement_id).order_by("-number").first()
    number = last.number + 1 if last else 1
    LearntCoder.objects.filter(engagement=use.engagement_id, content__isnull=False).update(content=None)
    kept = LearntCoder.objects.create(
        engagement=use.engagement, number=number, frame_version=use.version, kind=use.coder, base=base[:80],
        name=f"learnt-{number}", decisions=decisions, stamp=stamp, codes=list(codes), record=dict(record), content=content,
    )  # fmt: skip
    trail.leave("keep_learnt", kept, by=by, engagement=use.engagement_id, decisions=decisions, frame=use.version)
    return kept


@action
def choose_coder(engagement: Engagement, *, coder: str, by: User) -> FrameUse:
    """Choose which coder suggests for an engagement. The careful one can be chosen where it is installed."""
    require(by, Permission.THEME_EDIT, on=engagement)
    if engagement.closed_at:
        raise Refused("This engagement is closed. What was understood is kept as it was.")
    use = FrameUse.objects.select_for_update(of=("self",)).select_related("frame").filter(engagement=engagement).first()
    if use is None:
        raise Refused("Choose a list of codes first.")
    if not learnt.coders_there(use.frame.name).get(coder):
        raise Refused("This coder is not installed here. Ask whoever runs this system, or choose the quick one.")
    if use.coder != coder:
        use.coder = coder
        use.save(update_fields=["coder"])
        trail.leave("choose_coder", engagement, by=by, coder=coder)
    return use
