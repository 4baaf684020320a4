"""The signed link of a lead or deputy: a way in without an account. Whoever has it is taken for them."""

from django.core import signing

from antiphon.cascades.models import Lead
from antiphon.packs.models import Asset

_signer = signing.Signer(sep="~", salt="antiphon.cascades.lead")


def path_of(lead: Lead) -> str:
    """Return the address of a lead's page. It goes to them alone."""
    return f"/cascade/{_signer.sign(f'{lead.hop_id}-{lead.pk}')}/"


def _numbers(link: str) -> tuple[int, int] | None:
    try:
        hop, lead = _signer.unsign(link).split("-")
        return int(hop), int(lead)
    except (signing.BadSignature, ValueError):
        return None


def number_in(link: str) -> int | None:
    """Return the number of the hop whose link this is; None when it is not whole. It asks no table."""
    found = _numbers(link)
    return found[0] if found else None


def lead_by_link(link: str) -> Lead | None:
    """Return the lead whose link this is; None when it is not whole, or the cascade is gone."""
    found = _numbers(link)
    if found is None:
        return None
    kept = Lead.objects.filter(pk=found[1], hop=found[0])
    return kept.select_related("hop__cascade__owner", "hop__cascade__version__pack", "hop__keeper").first()


def newer_path(lead: Lead) -> str:
    """Return the address of the same lead's page of the correction; nothing when they have none there."""
    correction = getattr(lead.hop.cascade, "corrected_by", None)
    if correction is None:
        return ""
    found = Lead.objects.filter(hop__cascade=correction, person=lead.person, part=lead.part).exclude(hop__state="planned").first()
    return path_of(found) if found else ""


def asset_of(lead: Lead, pk: int) -> Asset | None:
    """Return a file of the version that a lead has, with its bytes; None when it belongs to another one."""
    return Asset.objects.filter(pk=pk, version=lead.hop.cascade.version_id).select_related("file").first()
