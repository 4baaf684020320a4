"""Signing: the one place where words get their second pair of eyes."""

from collections.abc import Iterable

from django.db import models

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.network.models import User
from antiphon.signoff.models import Signature
from antiphon.signoff.rules import digest


@action
def sign(
    subject: models.Model, *, words: str, authors: Iterable[User | None], by: User,
    purpose: str = "publish", comment: str = "",
) -> Signature:
    """Put a person's name under the exact words. Raises Refused when the person wrote any of them."""
    if any(author is not None and author.pk == by.pk for author in authors):
        raise Refused("You wrote some of these words, so another person must approve them.")
    signature = Signature.objects.create(
        kind=subject._meta.label, key=str(subject.pk), purpose=purpose, words=words, digest=digest(words),
        signed_by=by, comment=comment,
    )
    trail.leave("sign", subject, by=by, signature=signature.pk, purpose=purpose)
    return signature
