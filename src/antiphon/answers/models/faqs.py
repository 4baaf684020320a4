"""Agreed answers: the question, each version of the answer, and who has to sign it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from antiphon.answers.models.contact import ContactPoint
from antiphon.core.models import Record
from antiphon.network.access import Way
from antiphon.network.models import Organisation, User


class FaqSet(models.QuerySet["Faq"]):
    def visible_to(self, user: User) -> Self:
        """Those of a contact point that an organisation of the person runs or is a partner of."""
        return self.filter(contact__in=ContactPoint.objects.visible_to(user).values("pk"))

    def on_site(self) -> Self:
        """Those that the public reads: some version is agreed, and nobody took them off."""
        agreed = Version.objects.filter(faq=OuterRef("pk"), agreed_at__isnull=False)
        return self.filter(Exists(agreed), withdrawn_at__isnull=True)


class Faq(Record):
    """A common question and its one answer, with who looks after it. Its words are in its versions.

    Page, bulletin and briefing are all made from the newest version that every approver signed; none of them is kept.
    """

    contact = models.ForeignKey(ContactPoint, models.PROTECT, related_name="faqs")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="who looks after it")
    slug = models.SlugField(max_length=120, unique=True)
    topics = models.JSONField(default=list, blank=True)
    review_on = models.DateField("when it is looked at again")
    tells_overdue = models.BooleanField("tell the public when it was not looked at in time", default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects: ClassVar[Any] = FaqSet.as_manager()

    class Personal:
        plain = {"contact", "owner", "person", "slug", "topics", "review_on", "tells_overdue", "withdrawn_at", "withdrawn_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: it was public"

    class Walls:
        through = "contact"
        public = "read"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="faq_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def ways_in(self) -> dict[int, Way]:
        return self.contact.ways_in()


class Version(Record):
    """The exact words of an answer at one time. Never changed: an edit is a new version. *Agreed* when all have signed."""

    faq = models.ForeignKey(Faq, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    question = models.CharField(max_length=200)
    answer = models.TextField()
    why = models.CharField("what changed, and why", max_length=300, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    partners = models.JSONField("for whom it was signed, by name", default=list, blank=True)

    class Personal:
        plain = {"faq", "number", "question", "answer", "why", "written_by", "agreed_at", "partners"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: it was public"

    class Walls:
        public = "none"
        shown = "agreed_at is not null"

    class Meta:
        ordering = ["faq", "-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["faq", "number"], name="faq_version_once"),
            models.CheckConstraint(condition=~Q(question="") & ~Q(answer=""), name="faq_version_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.question} ({self.number})"

    def ways_in(self) -> dict[int, Way]:
        return self.faq.ways_in()

    @property
    def words(self) -> str:
        """The exact words, as they are signed."""
        return f"{self.question}\n\n{self.answer}"


class Approver(Record):
    """A person of a partner who has to sign each version of an answer."""

    faq = models.ForeignKey(Faq, models.CASCADE, related_name="approvers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"faq", "organisation", "user"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the answer"

    class Walls:
        through = "faq"

    class Meta:
        ordering = ["organisation__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["faq", "user"], name="faq_approver_once")]

    def __str__(self) -> str:
        return f"{self.user} for {self.organisation}"


class Remark(Record):
    """What somebody who has to sign wants changed first, in their own words. It is never changed."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="remarks")
    words = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"version", "words", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the answer"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.written_by} on {self.version}"
