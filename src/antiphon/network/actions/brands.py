"""Writes of brands: how an organisation is named and shown."""

from collections.abc import Sequence

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.network.access import Body, require
from antiphon.network.branding import ORDERS
from antiphon.network.doors import logo_file
from antiphon.network.models import Brand, Organisation, User
from antiphon.network.roles import Permission


@action
def say_brand(
    organisation: Organisation, *, name: str, by: User, avoid: Sequence[str] = (), required: bool = True,
    order: str = "lead_first", logo: bytes | None = None, logo_alt: str = "", logo_rights: str = "", without_logo: bool = False,
) -> Brand:
    """Say how an organisation is named and shown where several stand together. Without `logo` the one before stays."""
    require(by, Permission.CONTENT_EDIT, on=Body(organisation))
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter the name, exactly as it must be written.")
    if order not in ORDERS:
        raise Refused("Choose an order.")
    brand = Brand.objects.select_for_update().filter(organisation=organisation).first()
    brand = brand or Brand(organisation=organisation)
    brand.name, brand.required, brand.order, brand.written_by = name, required, order, by
    brand.avoid = [" ".join(form.split()) for form in avoid if form.strip()]
    if wrong := [form for form in brand.avoid if form.casefold() == name.casefold()]:
        raise Refused(f"“{wrong[0]}” is the name itself. It cannot be a form that is not used.")
    if logo:
        brand.logo = logo_file.read(logo)
    elif without_logo:
        brand.logo = None
    brand.logo_alt, brand.logo_rights = (logo_alt.strip(), logo_rights.strip()) if brand.logo else ("", "")
    if brand.logo and not brand.logo_alt:
        raise Refused("Say what the logo shows, for people who do not see it.")
    if brand.logo and not brand.logo_rights:
        raise Refused("Say who owns the logo, and what may be done with it.")
    brand.save()
    trail.leave("say brand", brand, by=by, organisation=organisation.pk, logo=brand.logo is not None)
    return brand
