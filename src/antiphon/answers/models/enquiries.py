"""Enquiries, and the replies to them."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.answers import rules
from antiphon.answers.models.contact import ContactPoint
from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.network.access import Way, holds
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission

KEPT = "until two years after it was closed, or until the person asks us to erase it"


class EnquirySet(models.QuerySet["Enquiry"]):
    def answered_by(self, user: User) -> Self:
        """Those that the person may answer: their organisation works at the contact point, and their role allows it."""
        return self._where(user, Permission.ENQUIRY_ANSWER)

    def counted_by(self, user: User) -> Self:
        """Those that stand in the figures that the person may see."""
        return self._where(user, Permission.ENQUIRY_COUNT)

    def _where(self, user: User, permission: Permission) -> Self:
        visible = ContactPoint.objects.visible_to(user).prefetch_related("partners")
        works = [
            contact.pk for contact in visible
            if any(holds(user, permission, organisation=one) for one, way in _ways(contact).items() if way is not Way.READS)
        ]  # fmt: skip
        return self.filter(contact__in=works)

    def open(self) -> Self:
        """Those that wait for their last reply."""
        return self.filter(closed_at__isnull=True)


def _ways(contact: ContactPoint) -> dict[int, Way]:
    return {**{one.organisation_id: Way(one.way) for one in contact.partners.all()}, contact.owner_id: Way.OWNER}


class Enquiry(Record):
    """One question that somebody asked. Who they are stays in `people`; their words are sealed.

    `due_on` is the first day that was promised; `answer_by` the one that holds now: a holding reply moves it.
    """

    class CameBy(models.TextChoices):
        WEB = "web", "Our form"
        EMAIL = "email", "E-mail"
        TELEPHONE = "telephone", "Telephone"
        PERSON = "person", "In person"
        POST = "post", "Post"

    class Answer(models.TextChoices):
        EMAIL = "email", "By e-mail"
        TELEPHONE = "telephone", "By telephone"
        POST = "post", "By post"
        CODE = "code", "They look it up with their code"

    class Closed(models.TextChoices):
        REPLIED = "replied", "Replied"
        NO_REPLY = "no_reply", "Closed without a reply"

    contact = models.ForeignKey(ContactPoint, models.PROTECT, related_name="enquiries")
    receipt = models.CharField(max_length=20, unique=True)
    submission = models.UUIDField("one press of the button", null=True, blank=True, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="which partner answers")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.UUIDField(null=True, blank=True, editable=False)
    asker = models.CharField("who asks", max_length=20, choices=[(key, one.text) for key, one in rules.ASKERS.items()])
    capacity = models.CharField("as what a councillor asks", max_length=20, choices=list(rules.CAPACITIES.items()), blank=True)
    came_by = models.CharField(max_length=20, choices=CameBy, default=CameBy.WEB)
    answer_how = models.CharField("how they want the answer", max_length=20, choices=Answer, default=Answer.CODE)
    ward = models.CharField(max_length=100, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    subject = SealedField(blank=True, default="")
    words = SealedField(blank=True, default="")
    sensitive = models.BooleanField("a second person approves each reply", default=False)
    received_at = models.DateTimeField()
    due_on = models.DateField("first promised for")
    answer_by = models.DateField("promised for now")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_how = models.CharField(max_length=20, choices=Closed, blank=True)
    closing_note = models.CharField("why there was no reply", max_length=300, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = EnquirySet.as_manager()

    class Personal:
        plain = {"contact", "submission", "organisation", "holder", "person",
                 "asker", "capacity", "came_by", "answer_how", "ward", "topic",
                 "sensitive", "received_at", "due_on", "answer_by", "recorded_by", "closed_at", "closed_by", "closed_how",
                 "closing_note", "forgotten_at"}  # fmt: skip
        identifying = {"receipt"}
        special = {"subject", "words"}
        keep_for = KEPT

    class Walls:
        through = "contact"

    class Meta:
        ordering = ["answer_by", "pk"]
        indexes = [models.Index(fields=["contact", "closed_at", "answer_by"], name="enquiry_worklist")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_how="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_how="")),
                name="enquiry_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(subject="", words="", person__isnull=True),
                name="enquiry_forgotten_is_blank",
            ),
        ]

    def __str__(self) -> str:
        return f"Enquiry {self.pk}"

    def ways_in(self) -> dict[int, Way]:
        return self.contact.ways_in()


class Reply(Record):
    """A reply to an enquiry: a holding reply, that says what will come and when, or the last one, that closes it.

    Once it is sent it is never changed. `edition` counts the saves, so that two who write at once lose nothing.
    """

    class Kind(models.TextChoices):
        HOLDING = "holding", "Holding reply"
        LAST = "last", "Reply"

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=10, choices=Kind)
    words = SealedField(blank=True, default="")
    promised_what = SealedField(blank=True, default="")
    promised_on = models.DateField(null=True, blank=True)
    versions = models.JSONField("agreed answers in it, by their numbers", default=list, blank=True)
    edition = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_how = models.CharField(max_length=20, choices=Enquiry.Answer, blank=True)

    class Personal:
        plain = {"enquiry", "kind", "promised_on", "versions", "edition", "written_by", "writers", "sent_at", "sent_by",
                 "sent_how"}  # fmt: skip
        identifying: set[str] = set()
        special = {"words", "promised_what"}
        keep_for = "as long as the enquiry's words"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["enquiry"], condition=Q(sent_at__isnull=True), name="reply_one_draft"),
            models.UniqueConstraint(fields=["enquiry"], condition=Q(kind="last"), name="reply_one_last"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="reply_sent_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(kind="holding") | Q(promised_on__isnull=False), name="reply_holding_says_when"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.enquiry}"

    def ways_in(self) -> dict[int, Way]:
        return self.enquiry.ways_in()
