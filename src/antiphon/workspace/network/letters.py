"""Letters about accounts of staff. They go straight to the mail server: they are no answer to anyone's voice."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from antiphon.network.models import User

log = logging.getLogger(__name__)


def send_invitation(person: User, *, by: User, link: str) -> bool:
    """Send the letter that invites a person, or that tells of a new role. Return whether the mail server took it."""
    subject = "You are invited to Antiphon" if link else "You have a new role in Antiphon"
    return _send("invitation", subject, person, by=by, link=link, days=settings.INVITATION_DAYS)


def send_second_step_cleared(person: User, *, by: User) -> bool:
    """Tell a person that an administrator took their second steps away. Return whether the mail server took it."""
    return _send("second_step_cleared", "Your second step for signing in was taken away", person, by=by)


def _send(letter: str, subject: str, person: User, *, by: User, **facts: object) -> bool:
    facts = {"person": person, "by": by, "system_name": settings.SYSTEM_NAME, **facts}
    words = render_to_string(f"workspace/network/letters/{letter}.txt", facts)
    try:
        send_mail(subject, words, settings.DEFAULT_FROM_EMAIL, [person.email])
    except (OSError, SMTPException):
        log.exception("The letter %s to user %s could not be sent.", letter, person.pk)
        return False
    return True
