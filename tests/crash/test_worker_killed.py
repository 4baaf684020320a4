"""Workers are killed at random moments, fifty times; everyone is told, and nobody twice."""

from typing import Any

from tests.crash.run import crash


def test_workers_killed_fifty_times_tell_everyone_once(django_db_setup: None, django_db_blocker: Any) -> None:
    people = 400
    with django_db_blocker.unblock():
        found = crash(rounds=50, people=people, workers=2, seed=20_261_122)
    assert found["sent"] == people
    assert (found["lost"], found["duplicated"], found["strangers"]) == (0, 0, 0)
    assert found["states"] == {"accepted": people}  # the conservation sum: every row, each once, in one state
    # The kills struck while messages were going over the line: some were left unknown, and the log settled them.
    assert found["killed_at_work"] == 50
    assert found["unknown"] > 0
