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
    facts = {"person": person, "by": by, "link": link, "system_name": settings.SYSTEM_NAME, "days": settings.INVITATION_DAYS}
    words = render_to_string("workspace/network/letters/invitation.txt", facts)
    subject = "You are invited to Antiphon" if link else "You have a new role in Antiphon"
    try:
        send_mail(subject, words, settings.DEFAULT_FROM_EMAIL, [person.email])
    except (OSError, SMTPException):
        log.exception("The invitation of user %s could not be sent.", person.pk)
        return False
    return True
