"""Every staff address, asked for by everyone: role × organisation, and state of the engagement where it hangs on one.

The expected answers stand in `matrix.txt`, to be read and reviewed like code. After a change that is meant, write it
anew with `ANTIPHON_WRITE_MATRIX=1 ./dev test tests/access -n0`, and read the difference.
"""

import logging
import os
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from tests.access.world import PEOPLE, World, make_world, staff_addresses
from tests.browser.sign_in import signed_in_client

MATRIX = Path(__file__).with_name("matrix.txt")
STATES = ("draft", "heard", "decided")
METHODS = ("GET", "POST")
# Pages of a person's own work or of the whole system; every other address belongs to one engagement.
SHARED = (
    "workspace:home:", "workspace:network:", "workspace:panels:list", "workspace:panels:new", "workspace:engagement:list",
    "workspace:engagement:new", "workspace:engagement:channels", "workspace:engagement:calendar", "workspace:engagement:ics",
    "workspace:engagement:pulse", "workspace:delivery:deliveries", "workspace:delivery:routes",
    "workspace:delivery:try_route", "workspace:delivery:open_route", "workspace:library:list", "workspace:library:new",
    "workspace:library:import", "workspace:library:export", "workspace:library:found_", "workspace:library:glossary",
    "workspace:saying:hub", "workspace:saying:check", "workspace:saying:words", "workspace:saying:import",
    "workspace:saying:export", "workspace:saying:change", "workspace:saying:changes", "workspace:saying:batch",
    "workspace:saying:new", "workspace:saying:entry", "workspace:saying:tested",
    "workspace:stories:home", "workspace:stories:new", "workspace:stories:new_case",
    "workspace:narrative:list", "workspace:narrative:new",
    "workspace:answers:list", "workspace:answers:new", "workspace:answers:copy", "workspace:answers:contact",
    "workspace:answers:edit_contact", "workspace:answers:approve_contact", "workspace:answers:share_contact",
    "workspace:answers:inbox", "workspace:answers:record", "workspace:answers:figures",
    "workspace:events:list", "workspace:events:new", "workspace:events:figures",
    "workspace:events:figures_file",
    "workspace:exports:requests", "workspace:exports:new_request",
    "workspace:stakeholders:list", "workspace:stakeholders:champions", "workspace:stakeholders:new",
    "workspace:stakeholders:new_message", "workspace:briefings:list",
    "workspace:briefings:new", "workspace:evaluation:list", "workspace:evaluation:new", "workspace:evaluation:compare",
    "workspace:evaluation:compare_file", "workspace:packs:list", "workspace:packs:new",
    "workspace:campaigns:list", "workspace:campaigns:new", "workspace:campaigns:calendar", "workspace:campaigns:calendar_file",
    "workspace:campaigns:new_day", "workspace:sending:hub", "workspace:delivery:sends",
    "workspace:audiences:networks", "workspace:audiences:networks_file", "workspace:audiences:new_network",
    "workspace:audiences:import_networks", "workspace:audiences:lists", "workspace:audiences:new_list",
    "workspace:audiences:errands", "workspace:audiences:objections",
    "workspace:cascades:list", "workspace:cascades:new", "workspace:cascades:replies", "workspace:cascades:routes",
)  # fmt: skip


def walk(world: World, state: str, method: str) -> dict[str, dict[str, str]]:
    """Return the answer to each address for each person. Nothing that a request writes stays."""
    clients: dict[str, Client] = {
        person: Client() if user is None else signed_in_client(user) for person, user in world.people.items()
    }
    answers: dict[str, dict[str, str]] = {}
    for name, route in staff_addresses(state):
        address = world.address(name, route)
        answers[name] = {}
        for person, client in clients.items():
            with transaction.atomic():
                response = client.get(address) if method == "GET" else client.post(address, {})
                answers[name][person] = str(response.status_code)
                transaction.set_rollback(True)
    return answers


def written(state: str, method: str, answers: dict[str, dict[str, str]]) -> list[str]:
    """Return the part of the matrix for one state and method, a line for each address."""
    return [
        f"{state:<8} {method:<5} {name:<48} " + " ".join(answers[name][person] for person in PEOPLE) for name in sorted(answers)
    ]


def expected(state: str, method: str) -> list[str]:
    lines = MATRIX.read_text().splitlines() if MATRIX.exists() else []
    return [line for line in lines if line.split()[:2] == [state, method]]


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("state", STATES)
def test_every_staff_address_answers_everyone_as_the_matrix_says(state: str, method: str, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.CRITICAL, logger="django.request")  # a thousand refusals are meant, and slow to write down
    found = written(state, method, walk(make_world(state), state, method))
    if os.environ.get("ANTIPHON_WRITE_MATRIX"):
        _write(state, method, found)
    assert found == expected(state, method)


def test_the_matrix_holds_every_staff_address():
    for state in STATES:
        names = {name for name, _ in staff_addresses(state)}
        for method in METHODS:
            assert {line.split()[2] for line in expected(state, method)} == names


def cells() -> list[tuple[str, str, str, str, str]]:
    """Return the whole matrix as (state, method, address, person, answer)."""
    return [
        (*line.split()[:3], person, answer)
        for line in MATRIX.read_text().splitlines() if line.split()[0] in STATES
        for person, answer in zip(PEOPLE, line.split()[3:], strict=True)
    ]  # type: ignore[misc]


def shared(address: str) -> bool:
    """Whether an address is in the list: itself, or under an entry that ends in ":" or "_". A longer name is another address."""
    return address in SHARED or address.startswith(tuple(one for one in SHARED if one.endswith((":", "_"))))


def test_a_stranger_gets_404_from_everything_of_an_engagement():
    leaks = [
        cell for cell in cells()
        if cell[3].endswith("@stranger") and not shared(cell[2]) and cell[4] not in ("404", "405")
    ]  # fmt: skip
    assert leaks == []


def test_nobody_gets_in_without_signing_in():
    assert {cell[4] for cell in cells() if cell[3] == "nobody"} == {"302"}


def test_who_may_only_look_changes_nothing():
    """A reader, and any partner that reads, is refused every change to an engagement."""
    changed = [
        cell for cell in cells()
        if cell[1] == "POST" and cell[3] in ("reader@owner", "engagement_lead@reads")
        and not shared(cell[2]) and cell[4] not in ("403", "404", "405")
    ]  # fmt: skip
    assert changed == []


def test_no_address_breaks():
    assert [cell for cell in cells() if cell[4].startswith("5")] == []


def _write(state: str, method: str, found: list[str]) -> None:
    lines = MATRIX.read_text().splitlines() if MATRIX.exists() else []
    head = ["# " + " ".join(["state method address:", *PEOPLE])]
    kept = [line for line in lines if not line.startswith("#") and line.split()[:2] != [state, method]]
    order = {(one, other): (STATES.index(one), METHODS.index(other)) for one in STATES for other in METHODS}
    kept = sorted([*kept, *found], key=lambda line: (*order[(line.split()[0], line.split()[1])], line.split()[2]))
    MATRIX.write_text("\n".join([*head, *kept]) + "\n")
