"""Nine partners, each named as it wants to be, with a made-up logo; and somebody who asks for the drafts behind a paragraph."""

import datetime
from collections.abc import Mapping
from io import BytesIO

from antiphon.core.days import working_days_after
from antiphon.demonstration.cast import PASSWORD, Cast
from antiphon.demonstration.clock import standing_at
from antiphon.engagement.models import Engagement
from antiphon.exports import actions as exporting
from antiphon.exports.models import InformationRequest
from antiphon.narrative.models import Clause
from antiphon.network import actions as naming
from antiphon.network.access import forget_roles
from antiphon.network.models import Brand, Membership, User

RIGHTS = "Made up for this demonstration. Anyone may use it."
# Who says it, forms that are not written, and the colour of the made-up logo.
MARKS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "icb": ("priya", ("the ICB",), "#005eb8"), "hospitals": ("tom", ("Ashmere General",), "#7c2855"),
    "community": ("farah", ("VCMH",), "#00703c"), "county": ("Hal Winterbourne", ("ACC",), "#6b3d0f"),
    "city": ("farah", ("Ashmere Council",), "#1d4f91"), "alliance": ("Bea Okoro", ("AVVA",), "#9a1f5c"),
    "healthwatch": ("marcus", (), "#4a5d0a"), "greenway": ("Ravi Thind", ("Greenway Ambulance",), "#00594f"),
    "practices": ("Moira Kells", ("HBV PCN",), "#51247a"),
}  # fmt: skip
REFERENCE = "FOI 2026/12"


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Let each partner say how it is named, and record a request for drafts and comments that is a week old."""
    for key, (who, avoid, colour) in MARKS.items():
        organisation = cast.organisations[key]
        if Brand.objects.filter(organisation=organisation).exists():
            continue
        user = cast.people.get(who) or _somebody(who, cast, key, today)
        naming.say_brand(organisation, name=organisation.name, avoid=avoid, logo=_logo(organisation.name, colour),
                         logo_alt=f"Logo of {organisation.name}", logo_rights=RIGHTS, by=user)  # fmt: skip
    board = cast.organisations["icb"]
    clause = Clause.objects.filter(narrative__owner=board, section="place").order_by("pk").first()
    if clause is None or InformationRequest.objects.filter(reference=REFERENCE).exists():
        return
    came = max(day for number in range(5, 12) if working_days_after(day := today - datetime.timedelta(days=number), 5) <= today)
    with standing_at(came):
        exporting.record_request(
            board, clause=clause, reference=REFERENCE, received_on=came, name="Ada Morton", email="ada.morton@example.org",
            asked="Please send me every draft of the paragraph about our town, and what each partner said about it.",
            by=cast["wen"],
        )  # fmt: skip


def _somebody(name: str, cast: Cast, key: str, today: datetime.date) -> User:
    email = f"{name.lower().replace(' ', '.')}@ashmere.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email=email, name=name, password=PASSWORD)
    Membership.objects.get_or_create(
        user=user, organisation=cast.organisations[key], role="communications_officer", ends_on=None,
        defaults={"starts_on": today - datetime.timedelta(days=300)},
    )  # fmt: skip
    forget_roles(user)
    return user


def _logo(name: str, colour: str) -> bytes:
    """Return a plain made-up logo: the first letters of the name on a coloured ground."""
    from PIL import Image, ImageDraw, ImageFont

    letters = "".join(word[0] for word in name.split() if word[0].isupper())[:4]
    picture = Image.new("RGB", (240, 120), colour)
    ImageDraw.Draw(picture).text((120, 60), letters, fill="white", anchor="mm", font=ImageFont.load_default(size=56))
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
