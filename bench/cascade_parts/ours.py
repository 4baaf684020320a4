"""Antiphon's part: people and a mailing are made, and workers send it.

python -m bench.cascade_parts.ours worker PORT
"""

import sys
from typing import Any

from bench.cascade_parts.message import HTML, SUBJECT, TEXT, address_of, name_of, with_slots
from bench.cascade_parts.rivals import go

MOST = 10_000


def ready(port: int) -> None:
    """Set Django up, with a mail server at that port."""
    import django

    django.setup()
    from django.conf import settings

    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": port, "username": "", "use_tls": False}


def people(count: int) -> None:
    """Remember so many people with names and addresses, sealed as they always are."""
    from antiphon.core.actors import Machine
    from antiphon.people.actions import Contact, remember_many

    for start in range(0, count, MOST):
        numbers = range(start, min(start + MOST, count))
        remember_many([Contact(name_of(number), address_of(number)) for number in numbers], by=Machine("bench"))


def mailing(occasion: str) -> tuple[Any, Any]:
    """Return a mailing with the message, and the audience of everybody."""
    from django.db.models import F, Value

    from antiphon.core.actors import Machine
    from antiphon.delivery.actions import prepare
    from antiphon.delivery.rules import Words
    from antiphon.network.models import Organisation
    from antiphon.people.models import Person

    organisation, _ = Organisation.objects.get_or_create(name="Ashmere and Vale")
    words = Words(subject=with_slots(SUBJECT), text=with_slots(TEXT), html=with_slots(HTML))
    send = prepare(occasion=occasion, organisation=organisation, name="The clinic moves", channel="email", purpose="task",
                   wordings=[words], by=Machine("bench"))  # fmt: skip
    said = {"language": Value("en"), "format": Value("standard"), "audience": Value("Patients"), "place": Value("Ashmere")}
    return send, Person.objects.annotate(person=F("token"), **said)


def worker(port: int) -> None:
    """Send until nothing is left: what `antiphon work` does when the queue asks for it."""
    ready(port)
    from django.db import connection

    from antiphon.delivery.working import deliver

    connection.ensure_connection()
    go()
    deliver()


if __name__ == "__main__":
    {"worker": worker}[sys.argv[1]](int(sys.argv[2]))
