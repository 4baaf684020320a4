"""Who a person is cannot be read from the table."""

import pytest
from django.db import connection

from antiphon.people.models import Person


@pytest.mark.django_db
def test_a_person_is_plain_in_python_and_sealed_in_the_database():
    person = Person.objects.create(name="Ann Other", email="ann@example.org")
    with connection.cursor() as cursor:
        cursor.execute("select name, email from people_person where id = %s", [person.pk])
        kept = cursor.fetchone()
    assert "Other" not in kept[0]
    assert "@" not in kept[1]
    assert Person.objects.get(pk=person.pk).name == "Ann Other"
