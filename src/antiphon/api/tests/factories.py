"""Requests that were taken, for tests."""

from typing import Any

from antiphon.api.models import Taken
from antiphon.network.tests.factories import make_api_key
from antiphon.voices.tests.factories import make_response


def make_taken(**overrides: Any) -> Taken:
    """Return a request that brought a response in."""
    fields = {"name": "a-name-for-it", "digest": "0" * 64, **overrides}
    fields.setdefault("response", None)
    fields["response"] = fields["response"] or make_response()
    if "key" not in fields:
        fields["key"] = make_api_key(organisation=fields["response"].engagement.owner)
    return Taken.objects.create(**fields)
