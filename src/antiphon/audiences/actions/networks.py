"""Writes of the register of networks."""

import datetime
from typing import IO, Any

from django.utils import timezone

from antiphon.audiences import rules
from antiphon.audiences.doors import network_file
from antiphon.audiences.models import Lead, Network, Touch
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.people.actions import Contact as Who

WRITE = Permission.AUDIENCE_WRITE
FIELDS = ("name", "kind", "body", "audience", "place", "estimate", "source", "estimated_on", "channels")
THERE = "There is a network of this name in the register already."


@action
def add_network(organisation: Organisation, *, by: User, **fields: Any) -> Network:
    """Put a network on an organisation's register."""
    require(by, WRITE, on=Body(organisation))
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two who add the same one wait for each other
    made = Network(organisation=organisation, added_by=by)
    _set(made, fields)
    made.save()
    trail.leave("add network", made, by=by)
    return made


@action
def change_network(network: Network, *, by: User, **fields: Any) -> Network:
    """Change what is known of a network. An estimate keeps its source and its day."""
    require(by, WRITE, on=network)
    found = _open(network)
    _set(found, fields)
    found.save()
    trail.leave("change network", found, by=by)
    return found


@action
def name_lead(
    network: Network, *, part: str, by: User, user: User | None = None, who: Who | None = None, post: str = ""
) -> Lead | None:
    """Say who leads a network, or stands in: somebody with an account, or a name and a way to reach them; neither: nobody does.

    Whoever had the part before is forgotten here.
    """
    require(by, WRITE, on=network)
    found = _open(network)
    if part not in Lead.Part.values:
        raise Refused("Say whether they lead or stand in.")
    if who is not None and user is None and not (who.email or who.telephone):
        raise Refused("Give an e-mail address or a telephone number: else nobody can reach them.")
    other = found.leads.exclude(part=part).first()
    if other is not None and user is not None and other.user_id == user.pk:
        raise Refused("The lead and the deputy are two people.")
    before = found.leads.select_for_update().filter(part=part).first()
    if before is not None:
        if before.person:
            people.erase(before.person, by=Machine("change of lead"))  # who may was asked above
        before.delete()
    token = None
    if user is None:
        if who is None:
            trail.leave("no lead", found, by=by, part=part)
            return None
        token = people.remember_many([who], by=by)[0]
    made = Lead.objects.create(network=found, part=part, user=user, person=token, post=post.strip())
    trail.leave("name lead", made, by=by, part=part)
    return made


@action
def note_touch(
    network: Network, *, on: datetime.date, how: str, by: Actor, words: str = "",
) -> Touch:  # fmt: skip
    """Write down that we were in touch with a network. A machine may, when its lead acknowledged a message."""
    if isinstance(by, User):
        require(by, WRITE, on=network)
    found = Network.objects.select_for_update().get(pk=network.pk)
    if on > timezone.localdate():
        raise Refused("That day has not come yet.")
    if how not in Touch.How.values:
        raise Refused("Say how you were in touch.")
    made = Touch.objects.create(
        network=found, on=on, how=how, words=words.strip(), noted_by=by if isinstance(by, User) else None
    )
    if found.last_contact is None or found.last_contact < on:
        Network.objects.filter(pk=found.pk).update(last_contact=on)
    trail.leave("in touch", made, by=by)
    return made


@action
def close_network(network: Network, *, by: User) -> Network:
    """Take a network off the register. Who led it is forgotten; what it passed on stays."""
    require(by, WRITE, on=network)
    found = _open(network)
    for lead in found.leads.exclude(person=None):
        people.erase(lead.person, by=Machine("network closed"))  # who may was asked above
    found.leads.all().delete()
    found.closed_at = timezone.now()
    found.save(update_fields=["closed_at"])
    trail.leave("close network", found, by=by)
    return found


@action
def take_networks(organisation: Organisation, *, file: IO[bytes], by: User) -> list[Network]:
    """Put the networks of a file on the register: all of them, or none. Raises BadFile with what is wrong in which row."""
    require(by, WRITE, on=Body(organisation))
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    read = network_file.read(file, today=timezone.localdate())
    there = {name.casefold() for name in Network.objects.open().filter(organisation=organisation).values_list("name", flat=True)}
    wrong = [*read.wrong, *((row.number, THERE) for row in read.rows if str(row.fields["name"]).casefold() in there)]
    if wrong:
        raise BadFile("Nothing was taken. Mend these rows and send the whole file again.", rows=sorted(wrong),
                      accepted=len(read.rows))  # fmt: skip
    emails = {one.email.casefold() for row in read.rows for one in (row.lead, row.deputy) if one and one.email}
    accounts = {user.email.casefold(): user for user in User.objects.filter(email__in=emails, is_active=True)}
    made = []
    for row in read.rows:
        network = add_network(organisation, by=by, **row.fields)
        for part, who in (("lead", row.lead), ("deputy", row.deputy)):
            if who is not None:
                user = accounts.get(who.email.casefold()) if who.email else None
                contact = None if user else Who(who.name, who.email, who.telephone)
                name_lead(network, part=part, user=user, who=contact, post=who.post, by=by)
        if row.last_contact:
            Network.objects.filter(pk=network.pk).update(last_contact=row.last_contact)
        made.append(network)
    trail.leave("take networks", organisation, by=by, networks=len(made))
    return made


def _set(network: Network, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(network, name, " ".join(value.split()) if isinstance(value, str) else value)
    if not network.name or not network.audience or network.kind not in rules.KINDS:
        raise Refused("Say what the network is called, what it is, and whom it reaches.")
    if any(key not in rules.CHANNELS for key in network.channels):
        raise Refused("Choose from the list how it passes things on.")
    if network.estimate is None:
        network.estimated_on = None
    elif not network.source or network.estimated_on is None:
        raise Refused("An estimate needs its source and its day: who counted, how and when.")
    elif network.estimated_on > timezone.localdate():
        raise Refused("The day of the estimate has not come yet.")
    same = Network.objects.open().filter(organisation=network.organisation_id, name__iexact=network.name)
    if same.exclude(pk=network.pk).exists():
        raise Refused(THERE)


def _open(network: Network) -> Network:
    found: Network = Network.objects.select_for_update().get(pk=network.pk)
    if found.closed_at:
        raise Refused("The network is off the register.")
    return found
