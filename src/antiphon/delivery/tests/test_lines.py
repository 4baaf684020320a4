"""The journal of a worker: what is left of it when the worker is killed."""

import os
import signal
from pathlib import Path

import pytest

from antiphon.delivery import lines
from antiphon.delivery.lines import Entry, Journal


def left_by_the_dead(folder: Path, worker: str = "one") -> None:
    """A worker is killed with five messages in hand: answered, refused, put off, on the line, not begun."""
    child = os.fork()
    if child == 0:
        journal = Journal(folder, worker)
        journal.begin([11, 12, 13, 14, 15])
        for position, (status, reply) in enumerate([("accepted", "250 ok"), ("rejected", "550 nö"), ("waiting", "451 later")]):
            journal.going(position)
            journal.answered(position, status, reply, f"ref{position}")
        journal.going(3)
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9


def test_a_killed_worker_leaves_one_message_that_is_not_known(tmp_path: Path) -> None:
    left_by_the_dead(tmp_path)
    left = lines.read(tmp_path, "one")
    assert left is not None
    assert not left.alive
    assert left.entries == {
        11: Entry("accepted", "250 ok", "ref0"), 12: Entry("rejected", "550 nö", "ref1"),
        13: Entry("waiting", "451 later", "ref2"), 14: Entry("unknown"), 15: Entry("not begun"),
    }  # fmt: skip
    lines.remove(tmp_path, "one")
    assert lines.read(tmp_path, "one") is None


def test_whoever_lives_is_seen_to_live(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "deep" / "folder", "one:1:a smtp")
    journal.begin([1])
    left = lines.read(tmp_path / "deep" / "folder", "one:1:a smtp")
    assert left is not None
    assert left.alive
    journal.close()
    assert lines.read(tmp_path / "deep" / "folder", "one:1:a smtp") is None


def test_a_new_group_takes_the_place_of_the_old(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "one")
    journal.begin([1, 2])
    journal.going(0)
    journal.answered(0, "accepted", "250 " + "x" * 1000, "")
    journal.begin([3])
    left = lines.read(tmp_path, "one")
    assert left is not None
    assert left.entries == {3: Entry("not begun")}
    journal.close(keep=True)
    assert lines.read(tmp_path, "one") == lines.Left(False, left.entries)


@pytest.mark.parametrize("spoil", ["boot", "short", "strange"])
def test_a_journal_of_another_boot_or_none_at_all_is_not_believed(
    tmp_path: Path, spoil: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by_the_dead(tmp_path)
    path = lines.path_of(tmp_path, "one")
    if spoil == "boot":  # the machine lost its power: what the page of memory held need not be what the disk has
        monkeypatch.setattr(lines, "_boot", lambda: "another boot")
    elif spoil == "short":
        path.write_bytes(path.read_bytes()[:100])
    else:
        path.write_bytes(b"?" * lines.SIZE)
    assert lines.read(tmp_path, "one") is None
