"""Work that waits: looking over what came, putting disclosures on the safeguarding list, telling those who handle them."""

import datetime
import logging
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from procrastinate.contrib.django import app

from antiphon.core.actors import Machine
from antiphon.delivery import letters
from antiphon.guard import actions, patterns, queries
from antiphon.guard.models import Concern

log = logging.getLogger(__name__)
BY = Machine("guard")
LATELY = datetime.timedelta(minutes=15)  # a little more than the time between two rounds


@app.periodic(cron="*/5 * * * *")
@app.task(name="antiphon.guard.tasks.look_over", queueing_lock="antiphon.guard.tasks.look_over")
def look_over(timestamp: int = 0) -> int:
    """Look over what came lately for bursts and copies; return how many flags were raised. Twice is harmless."""
    return look_over_waiting(timezone.now() - LATELY)


def look_over_waiting(since: datetime.datetime) -> int:
    """Look over each engagement to which something came since then."""
    made = 0
    for engagement in queries.engagements_to_look_over(since):
        suspicions = patterns.look_over(queries.came(engagement))
        made += len(actions.raise_flags(engagement, suspicions=suspicions, by=BY))
    return made


@app.periodic(cron="* * * * *")
@app.task(name="antiphon.guard.tasks.watch_over", queueing_lock="antiphon.guard.tasks.watch_over")
def watch_over(timestamp: int = 0) -> int:
    """Open a concern for words that may disclose harm, and tell who must look; return how many were opened."""
    opened = open_waiting()
    tell_waiting()
    return opened


def open_waiting() -> int:
    """Put each disclosure that stands on no list yet on the safeguarding list."""
    done = 0
    for voice in queries.words_without_a_concern()[:500]:
        actions.open_concern(voice, by=BY)
        done += 1
    return done


def tell_waiting() -> int:
    """Write to those who handle concerns, and to directors when one is late. The letters hold none of the words."""
    fresh = Concern.objects.filter(told_at__isnull=True, settled_at__isnull=True)
    told = _tell(fresh.select_related("engagement__safeguarding_lead").order_by("engagement", "look_by"), late=False)
    slow = queries.late().filter(escalated_at__isnull=True)
    return told + _tell(slow.select_related("engagement__safeguarding_lead").order_by("engagement", "look_by"), late=True)


def _tell(concerns: object, *, late: bool) -> int:
    """One letter to each person for each engagement, however many concerns there are."""
    sent = 0
    for engagement, rows in groupby(concerns, key=lambda concern: concern.engagement):  # type: ignore[call-overload]
        group = list(rows)
        people = {person.pk: person for person in queries.handlers(engagement)}
        if late or not people:
            people |= {person.pk: person for person in queries.those_told_when_late(engagement)}
        if not people or not actions.mark_told(group, late=late, by=BY):
            continue  # nobody can be told; the list and the director's home still show it
        facts = {"engagement": engagement.title, "slug": engagement.slug, "late": queries.lateness(group[0]) if late else "",
                 "look_by": f"{timezone.localtime(group[0].look_by):%H:%M on %-d %B %Y}"}  # fmt: skip
        if _sent([(person.name, person.email) for person in people.values()], facts):
            sent += len(group)
        else:
            actions.mark_untold(group, late=late, by=BY)
    return sent


def _sent(people: list[tuple[str, str]], facts: dict[str, object]) -> bool:
    """Return whether the mail server took the letter for at least one of them."""
    taken = False
    house = {"public_address": settings.PUBLIC_ADDRESS, "system_name": settings.SYSTEM_NAME}
    for name, address in people:
        letter = letters.write("guard/concern", {**facts, **house, "name": name})
        try:
            send_mail(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [address])
            taken = True
        except (OSError, SMTPException):
            log.warning("A letter about a safeguarding concern could not be sent.")
    return taken


