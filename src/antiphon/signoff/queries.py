"""Who signed what."""

from django.db import models

from antiphon.signoff.models import Signature
from antiphon.signoff.rules import digest


def signatures(subject: models.Model, *, purpose: str = "publish") -> "models.QuerySet[Signature]":
    """Return the signatures under a thing, newest first."""
    return Signature.objects.filter(
        kind=subject._meta.label, key=str(subject.pk), purpose=purpose
    ).select_related("signed_by")


def signed(subject: models.Model, *, words: str, purpose: str = "publish") -> Signature | None:
    """Return the signature under exactly these words, or None when they were never signed or have changed."""
    return signatures(subject, purpose=purpose).filter(digest=digest(words)).first()
