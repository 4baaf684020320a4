"""Networks with their leads, lists of people by token, and what is done by hand for those whom no machine can reach."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.audiences import rules
from antiphon.core.models import Record
from antiphon.network.access import Way, organisations_of
from antiphon.network.models import Organisation, User
from antiphon.people.rules import PURPOSES

KEPT = "until two years after they were taken off the list, or until they ask us to erase it"


class Owned(models.QuerySet[Any]):
    """Rows of an organisation."""

    def visible_to(self, user: User) -> Self:
        """Those that an organisation of the person keeps."""
        return self.filter(organisation__in=organisations_of(user))

    def open(self) -> Self:
        """Those that are in use."""
        return self.filter(closed_at__isnull=True)


class Network(Record):
    """A network that passes messages on. How many it reaches is an estimate, with its source and its day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # whose register it stands in
    name = models.CharField(max_length=160)
    kind = models.CharField("what it is", max_length=14, choices=list(rules.KINDS.items()))
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")  # if it is one of ours
    audience = models.CharField("whom it reaches", max_length=200)
    place = models.CharField("where", max_length=120, blank=True, default="")
    estimate = models.PositiveIntegerField("how many it reaches, estimated", null=True, blank=True)
    source = models.CharField("where the estimate comes from", max_length=200, blank=True, default="")
    estimated_on = models.DateField(null=True, blank=True)
    channels = models.JSONField("how it passes things on", default=list, blank=True, help_text="keys of `rules.CHANNELS`")
    last_contact = models.DateField("when we were last in touch", null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = Owned.as_manager()

    class Personal:
        plain = {"organisation", "name", "kind", "body", "audience", "place", "estimate", "source", "estimated_on", "channels",
                 "last_contact", "added_by", "closed_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: it names no person"

    class Walls:
        through = "organisation"

    class Meta:
        ordering = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(closed_at__isnull=True), name="network_name_once"
            ),
            models.CheckConstraint(
                condition=Q(estimate__isnull=True, estimated_on__isnull=True)
                | (Q(estimate__isnull=False, estimated_on__isnull=False) & ~Q(source="")),
                name="network_estimate_has_its_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def ways_in(self) -> dict[int, Way]:
        """Return how each organisation stands to it: only its own people keep it."""
        return {self.organisation_id: Way.OWNER}


class Lead(Record):
    """Who passes messages on in a network, or stands in: somebody with an account here, or a name and address in `people`."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        DEPUTY = "deputy", "Deputy"

    network = models.ForeignKey(Network, models.CASCADE, related_name="leads")
    part = models.CharField(max_length=8, choices=Part)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    post = models.CharField("what they do there", max_length=160, blank=True, default="")

    class Personal:
        plain = {"network", "part", "user", "person", "post"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as they have the part; then who they were is erased"

    class Walls:
        through = "network"

    class Meta:
        ordering = ["-part"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["network", "part"], name="network_part_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, person__isnull=True) | Q(user__isnull=True, person__isnull=False),
                name="network_lead_is_one_of_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} of {self.network}"


class Touch(Record):
    """One time that we were in touch with a network."""

    class How(models.TextChoices):
        CALL = "call", "Call"
        MEETING = "meeting", "Meeting"
        EMAIL = "email", "E-mail"
        CASCADE = "cascade", "They acknowledged a message"

    network = models.ForeignKey(Network, models.CASCADE, related_name="touches")
    on = models.DateField("when")
    how = models.CharField(max_length=10, choices=How)
    words = models.CharField("what it was about", max_length=300, blank=True, default="")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"network", "on", "how", "words", "noted_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the network"

    class Walls:
        through = "network"

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_how_display()}, {self.on}"


class Audience(Record):
    """One list of people of one organisation, and why it may write to them."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField("who is on it", max_length=10, choices=list(rules.PEOPLE.items()))
    purpose = models.CharField("what it is for", max_length=10, choices=list(PURPOSES.items()))
    basis = models.CharField("why we may", max_length=10, choices=list(rules.BASES.items()))
    source = models.CharField("where the addresses come from", max_length=200)
    place = models.CharField("where they are", max_length=120, blank=True, default="")
    zone = models.CharField("their clock", max_length=40, default="Europe/London")
    cap = models.PositiveSmallIntegerField("messages a week at the most", default=rules.CAP)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = Owned.as_manager()

    class Personal:
        plain = {"organisation", "name", "kind", "purpose", "basis", "source", "place", "zone", "cap", "made_by", "closed_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: it names no person"

    class Walls:
        through = "organisation"

    class Meta:
        ordering = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(closed_at__isnull=True), name="audience_name_once"
            ),
            models.CheckConstraint(condition=Q(cap__gte=1) & Q(cap__lte=rules.MOST), name="audience_cap_is_weekly"),
        ]

    def __str__(self) -> str:
        return self.name

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}


class Contact(Record):
    """One person on a list, by token, with what they need to be reached well. Two may share an address, and share the message."""

    class Gone(models.TextChoices):
        ASKED = "asked", "They asked to be taken off"
        LEFT = "left", "They left the job or the service"
        STAFF = "staff", "We took them off"

    listing = models.ForeignKey(Audience, models.CASCADE, related_name="contacts")
    person = models.UUIDField(unique=True, editable=False)
    person_key = models.CharField(max_length=64, blank=True, default="")
    language = models.CharField(max_length=12, default="en")
    format = models.CharField(max_length=12, choices=list(rules.FORMATS.items()), default="standard")
    way = models.CharField(max_length=10, choices=list(rules.WAYS.items()), default="email")
    place = models.CharField(max_length=120, blank=True, default="")
    gone_at = models.DateTimeField(null=True, blank=True)
    gone_because = models.CharField(max_length=8, choices=Gone, blank=True, default="")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"listing", "person", "language", "way", "place", "gone_at", "gone_because", "erased_at"}
        identifying = {"person_key"}
        special = {"format"}
        keep_for = KEPT

    class Walls:
        through = "listing"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["listing", "person_key"], condition=Q(gone_at__isnull=True) & ~Q(person_key=""), name="contact_once"
            ),
            models.CheckConstraint(condition=Q(gone_at__isnull=True) ^ ~Q(gone_because=""), name="contact_gone_because"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(person_key="", format="standard", gone_at__isnull=False),
                name="contact_erased_is_blank",
            ),
        ]
        indexes = [models.Index(fields=["listing", "gone_at"], name="contact_of_list")]

    def __str__(self) -> str:
        return f"Contact {self.pk}"


class Errand(Record):
    """What a person does for a contact whom no machine can reach as they need: a call, a letter, words in their format."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="errands")
    occasion = models.CharField("what it is about", max_length=120)
    name = models.CharField("what is to be passed on", max_length=200)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"contact", "occasion", "name", "due_on", "done_at", "done_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the contact"

    class Walls:
        through = "contact"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["contact", "occasion"], name="errand_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True) | Q(done_at__isnull=False, done_by__isnull=False),
                name="errand_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.contact_id}"
