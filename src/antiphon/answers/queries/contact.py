"""The joint contact point: who runs it, who answers there, and who may sign."""

from django.db.models import QuerySet
from django.utils import timezone

from antiphon.answers.models import ContactPartner, ContactPoint
from antiphon.answers.wording import Contact
from antiphon.network.access import Way, organisations_of
from antiphon.network.models import Membership, Organisation, User
from antiphon.network.queries import organisations_on, own_organisations
from antiphon.network.roles import ROLES, Permission


def joint() -> ContactPoint | None:
    """Return the one contact point that is open to the public; None when there is none yet."""
    return ContactPoint.objects.filter(closed_at__isnull=True, approved_at__isnull=False).select_related("owner").first()


def contact_of(user: User) -> ContactPoint | None:
    """Return the contact point at which an organisation of this person answers; None for a stranger."""
    return (
        ContactPoint.objects.visible_to(user).filter(closed_at__isnull=True).select_related("owner", "proposed_by")
        .prefetch_related("partners__organisation").first()
    )  # fmt: skip


def said_of(contact: ContactPoint | None) -> Contact | None:
    """Return how anyone reaches it, in words."""
    if contact is None:
        return None
    return Contact(contact.name, contact.line, contact.mailbox, contact.post_to, contact.hours)


def partners_of(contact: ContactPoint) -> QuerySet[ContactPartner]:
    """Return the partners of the one that runs it."""
    return contact.partners.select_related("organisation")


def at_work(contact: ContactPoint) -> QuerySet[Organisation]:
    """Return the bodies of today that answer there: the one that runs it, and those that contribute."""
    ways = [pk for pk, way in contact.ways_in().items() if way is not Way.READS]
    return organisations_on(timezone.localdate()).filter(pk__in=ways)


def mine_at_work(user: User, contact: ContactPoint) -> QuerySet[Organisation]:
    """Return the bodies that answer there and that this person may act for."""
    return own_organisations(user).filter(pk__in=at_work(contact).values("pk"))


def others(contact: ContactPoint) -> QuerySet[Organisation]:
    """Return the bodies of today that have no part in it yet."""
    return organisations_on(timezone.localdate()).exclude(pk__in=contact.ways_in())


def who_may(contact: ContactPoint, permission: Permission) -> QuerySet[Membership]:
    """Return the roles of today, in an organisation that answers there, that allow this; one for each person and organisation."""
    today = timezone.localdate()
    roles = [key for key, role in ROLES.items() if permission in role.allows]
    return (
        Membership.objects.filter(organisation__in=at_work(contact).values("pk"), role__in=roles, starts_on__lte=today,
                                  user__is_active=True, user__kind=User.Kind.PERSON)
        .exclude(ends_on__lte=today).select_related("user", "organisation")
        .order_by("organisation__name", "user__name", "user_id", "organisation_id", "pk")
        .distinct("organisation__name", "user__name", "user_id", "organisation_id")
    )  # fmt: skip


def is_partner(user: User, contact: ContactPoint | None) -> bool:
    """Return whether an organisation of the person has a part in it."""
    return contact is not None and bool(organisations_of(user) & set(contact.ways_in()))


def writers(contact: ContactPoint) -> QuerySet[User]:
    """Return the people who may look after an answer: those who may write one for an organisation that answers there."""
    return User.objects.filter(pk__in=who_may(contact, Permission.FAQ_WRITE).values("user_id")).order_by("name", "pk")
