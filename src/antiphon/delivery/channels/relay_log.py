"""What our own mail relay says it took: its log, searched for Message-IDs.

Postfix writes the Message-ID (`cleanup: QID: message-id=<…>`) before the final dot, so that line alone proves
nothing; only `qmgr: QID: … (queue active)` after it does. A relay that logs a Message-ID once it has the message
(Exim, OpenSMTPD with a filter, a test's sink) is taken at its word.
"""

import re
from collections.abc import Iterable
from pathlib import Path

CLEANUP = re.compile(r"cleanup\[\d+\]: ([0-9A-Za-z]+): message-id=(<[^>\s]+>)")
QUEUED = re.compile(r"qmgr\[\d+\]: ([0-9A-Za-z]+): .*\(queue active\)")
ANY = re.compile(r"<[^<>\s]+@[^<>\s]+>")


def taken(path: str, message_ids: Iterable[str]) -> set[str] | None:
    """Return which of the messages the relay took; None when its log cannot be read, so that nothing is known.

    The log that was last rotated away (`path.1`) is read too, since a message may have gone just before.
    """
    wanted = set(message_ids)
    log = Path(path)
    found: set[str] = set()
    waiting: dict[str, str] = {}
    try:
        for file in (log.with_name(f"{log.name}.1"), log):
            if file != log and not file.exists():
                continue
            with file.open(encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    _read(line, wanted, waiting, found)
    except OSError:
        return None
    return found


def _read(line: str, wanted: set[str], waiting: dict[str, str], found: set[str]) -> None:
    if cleanup := CLEANUP.search(line):
        if cleanup[2] in wanted:
            waiting[cleanup[1]] = cleanup[2]
    elif queued := QUEUED.search(line):
        if queued[1] in waiting:
            found.add(waiting.pop(queued[1]))
    elif "milter" not in line and "reject" not in line:
        found.update(wanted.intersection(ANY.findall(line)))
