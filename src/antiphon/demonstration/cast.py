"""The partners and the people of Ashmere and Vale, as accounts that can be signed in to."""

import datetime
from dataclasses import dataclass, field

from antiphon.demonstration.story import story
from antiphon.network.models import Membership, Organisation, User
from antiphon.network.roles import ROLES

PASSWORD = "ashmere and vale"
BEGINNING = datetime.date(2022, 7, 1)
KINDS = {
    "icb": (Organisation.Kind.BOARD, Organisation.Level.SYSTEM),
    "acute_trust": (Organisation.Kind.TRUST, Organisation.Level.PLACE),
    "community_mental_health_trust": (Organisation.Kind.TRUST, Organisation.Level.SYSTEM),
    "county_council": (Organisation.Kind.COUNCIL, Organisation.Level.PLACE),
    "city_council": (Organisation.Kind.COUNCIL, Organisation.Level.PLACE),
    "voluntary_alliance": (Organisation.Kind.CHARITY, Organisation.Level.SYSTEM),
    "healthwatch": (Organisation.Kind.HEALTHWATCH, Organisation.Level.PLACE),
    "ambulance_111": (Organisation.Kind.TRUST, Organisation.Level.SYSTEM),
    "primary_care": (Organisation.Kind.NETWORK, Organisation.Level.NEIGHBOURHOOD),
}
# Small teams share people: these hold a second role beside the one in the story.
ALSO = (("farah", "community", "engagement_lead"), ("wen", "icb", "guardian"), ("priya", "icb", "administrator"),
        ("grace", "icb", "safeguarding_lead"), ("tom", "icb", "communications_officer"))  # fmt: skip


@dataclass
class Cast:
    """Who is who, by the keys of the story."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, key: str) -> User:
        return self.people[key]


def load_cast() -> Cast:
    """Make the nine partners and the nine people, or find them where they were made before."""
    cast = Cast()
    for row in story()["organisations"]:
        kind, level = KINDS[row["kind"]]
        cast.organisations[row["key"]], _ = Organisation.objects.get_or_create(
            name=row["name"],
            defaults={"short_name": row["short_name"], "kind": kind, "level": level, "starts_on": BEGINNING,
                      "details": {"what": row["what_they_do"]}},
        )  # fmt: skip
    for row in story()["people"]:
        user = User.objects.filter(email=row["email"]).first()
        if user is None:
            user = User.objects.create_user(email=row["email"], name=row["name"], password=PASSWORD)
        cast.people[row["key"]] = user
        _give_role(user, cast.organisations[row["organisation"]], row["role"])
    for key, organisation, role in ALSO:
        _give_role(cast[key], cast.organisations[organisation], role)
    return cast


def _give_role(user: User, organisation: Organisation, role: str) -> None:
    Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role, ends_on=None, defaults={"starts_on": BEGINNING}
    )


def sign_ins() -> list[tuple[str, str, str]]:
    """Return e-mail address, name and roles of each of the cast, as the demonstration prints them."""
    found: dict[User, list[str]] = {}
    emails = [row["email"] for row in story()["people"]]
    held = Membership.objects.filter(user__email__in=emails, ends_on=None).select_related("user", "organisation").order_by("pk")
    for membership in held:
        found.setdefault(membership.user, []).append(f"{ROLES[membership.role].title.lower()} at {membership.organisation}")
    return [(user.email, user.name, "; ".join(roles)) for user, roles in found.items()]
