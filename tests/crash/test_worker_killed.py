"""Two hundred things happen to workers, their database and their mail server; everyone is told, and nobody twice."""

from typing import Any

from tests.crash.run import crash


def test_two_hundred_crashes_tell_everyone_once(django_db_setup: None, django_db_blocker: Any) -> None:
    people = 4_000
    with django_db_blocker.unblock():
        found = crash(rounds=200, people=people, workers=2, seed=20_261_122)
    assert (found["lost"], found["duplicated"], found["strangers"], found["told_wrongly"]) == (0, 0, 0, 0), found
    assert found["sent"] == people
    assert found["states"] == {"accepted": people}  # the conservation sum: every row, each once, in one state
    happened = found["happened"]
    assert sum(happened.values()) > 180, "nothing was left to send while most of it happened"
    assert {"killed", "stopped", "database restarted", "database cut off"} <= set(happened)
    assert {"dropped after the dot, taken", "dropped after the dot, not taken"} <= set(found["relay"])


def test_without_a_relay_log_at_most_one_message_for_each_broken_connection_is_not_known(
    django_db_setup: None, django_db_blocker: Any
) -> None:
    people = 1_200
    with django_db_blocker.unblock():
        found = crash(rounds=80, people=people, workers=2, seed=5, relay_log=False)
    assert (found["lost"], found["duplicated"], found["strangers"], found["told_wrongly"]) == (0, 0, 0, 0), found
    assert set(found["states"]) == {"accepted", "unknown"}
    assert sum(found["states"].values()) == people
    assert 0 < found["unknown"] <= found["relay"]["broken"]
