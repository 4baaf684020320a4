"""Sealed text is unreadable in the database, and keys stand for addresses without telling them."""

import pytest
from django.db import connection

from antiphon.core import sealing
from antiphon.people.models import Person


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


@pytest.mark.django_db
def test_sealed_field_is_plain_in_python_and_sealed_in_the_database():
    person = Person.objects.create(name="Ann Other", email="ann@example.org")
    with connection.cursor() as cursor:
        cursor.execute("select name, email from people_person where id = %s", [person.pk])
        kept = cursor.fetchone()
    assert "Ann" not in kept[0]
    assert "ann" not in kept[1]
    assert Person.objects.get(pk=person.pk).name == "Ann Other"
