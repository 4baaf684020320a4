"""Writes of this room, by what they are about."""

from antiphon.insight.actions.acting import (
    recommend,
    reply,
    route,
    set_session_themes,
    take_recommendation_back,
    take_routing_back,
)
from antiphon.insight.actions.tallying import LAY_OUT, lay_out
from antiphon.insight.actions.understanding import (
    add_local_code,
    add_voice,
    change_theme,
    confirm,
    confirm_sure,
    gather,
    load_frames,
    merge,
    move_theme,
    publish_report,
    quote,
    remove_voice,
    restore_code,
    retire_code,
    suggest_codes,
    take_back_report,
    unmerge,
    unquote,
    use_frame,
    write_report,
    write_theme,
)

__all__ = [
    "LAY_OUT", "add_local_code", "add_voice", "change_theme", "confirm", "confirm_sure", "gather", "lay_out", "load_frames",
    "merge", "move_theme", "publish_report", "quote", "recommend", "remove_voice", "reply", "restore_code", "retire_code",
    "route", "set_session_themes", "suggest_codes", "take_back_report", "take_recommendation_back", "take_routing_back",
    "unmerge", "unquote", "use_frame", "write_report", "write_theme",
]  # fmt: skip
