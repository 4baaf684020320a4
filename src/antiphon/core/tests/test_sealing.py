"""Sealed text opens with any key that is kept, and keys stand for addresses without telling them."""

import pytest

from antiphon.core import sealing


def test_seal_opens_with_any_of_the_keys(settings):
    sealed = sealing.seal("The lift was broken")
    settings.SEAL_KEYS = ["a newer key", *settings.SEAL_KEYS]
    assert sealing.unseal(sealed) == "The lift was broken"
    settings.SEAL_KEYS = ["a key that never sealed it"]
    with pytest.raises(ValueError, match="No key"):
        sealing.unseal(sealed)


def test_key_for_is_one_for_an_address_however_it_is_typed():
    assert sealing.key_for("email", " Ann@Example.ORG ") == sealing.key_for("email", "ann@example.org")
    assert sealing.key_for("email", "ann@example.org") != sealing.key_for("sms", "ann@example.org")
    assert "ann" not in sealing.key_for("email", "ann@example.org")
