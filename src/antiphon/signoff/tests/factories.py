"""Makes signatures for tests."""

from typing import Any

from django.db import models

from antiphon.network.models import User
from antiphon.signoff.models import Signature
from antiphon.signoff.rules import digest


def make_signature(subject: models.Model, *, signed_by: User, words: str = "The exact words", **overrides: Any) -> Signature:
    """Make a signature under a thing, without asking who wrote the words."""
    fields = {"kind": subject._meta.label, "key": str(subject.pk), "words": words, "digest": digest(words), **overrides}
    return Signature.objects.create(signed_by=signed_by, **fields)
