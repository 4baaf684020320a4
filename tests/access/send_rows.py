"""What the access matrix walks of mailings: one of the owner, with a message that nobody knows of."""

from django.db.models import F, Value

from antiphon.delivery.actions import enqueue
from antiphon.delivery.models import Delivery, Send
from antiphon.delivery.tests.factories import BY, make_send
from antiphon.network.models import Organisation
from antiphon.people.models import Person
from antiphon.people.tests.factories import make_person


def of_a_mailing(organisation: Organisation) -> Send:
    """Return a mailing to one person of whom it is not known whether they have it."""
    send = make_send(organisation=organisation, occasion=f"walk:{organisation.pk}", status=Send.Status.PAUSED)
    token = make_person(email=f"walk{organisation.pk}@example.org")
    said = {"language": Value("en"), "format": Value("standard"), "audience": Value("Staff"), "place": Value("Ashmere")}
    enqueue(send, of=Person.objects.filter(token=token).annotate(person=F("token"), **said), by=BY)
    Delivery.objects.filter(send=send).update(status=Delivery.Status.UNKNOWN)
    return send
