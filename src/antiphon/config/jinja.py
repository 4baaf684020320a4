"""The one template environment: our pages call the NHS.UK components as Jinja macros."""

from typing import Any

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import Truncator
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from wagtail.jinja2tags import core as wagtail_core

from antiphon.core import words as typed
from antiphon.core.charts import strip
from antiphon.core.keeping import in_years


def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def date(value: Any) -> str:
    """Return a date as people write it: 1 April 2026."""
    if not value:
        return ""
    if hasattr(value, "hour") and timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.date_format(value, "j F Y")


def moment(value: Any) -> str:
    """Return a date and time as people write it: 1 April 2026 at 2:30pm."""
    if not value:
        return ""
    value = timezone.localtime(value)
    clock = value.strftime("%I:%M%p").lstrip("0").lower().replace(":00", "")
    return f"{formats.date_format(value, 'j F Y')} at {clock}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: 1 voice, 2 voices, 1,200 voices."""
    return f"{intcomma(count)} {one if count == 1 else many or one + 's'}"


def environment(**options: Any) -> Environment:
    """Build the environment; undefined values chain, as the NHS.UK macros expect."""
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = ChainableUndefined
    made = Environment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.do", wagtail_core], **options)
    made.globals.update({"url": url, "static": static, "strip": strip})
    made.globals.update({"sign_in_provider": sign_in_provider, "may_enter": may_enter})
    made.filters.update({
        "date": date,
        "moment": moment,
        "plural": plural,
        "number": intcomma,
        "shorten": lambda text, words: Truncator(text).words(words),
        "blocks": typed.blocks,
        "points": typed.points,
        "in_years": in_years,
    })
    return made


def sign_in_provider() -> dict[str, str] | None:
    """Return the organisation's own sign-in, name and address, when one is set up."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    if not apps:
        return None
    return {"name": apps[0]["name"], "url": reverse("openid_connect_login", kwargs={"provider_id": apps[0]["provider_id"]})}


def may_enter(request: HttpRequest) -> bool:
    """Return whether the workspace opens for this request: someone signed in, with a second factor where one is wanted."""
    from antiphon.config import sign_in  # templates are set up before the rooms are

    return request.user.is_authenticated and (not settings.SECOND_FACTOR_REQUIRED or sign_in.has_second_factor(request))


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """What every page knows."""
    return {
        "system_name": settings.SYSTEM_NAME,
        "public_address": settings.PUBLIC_ADDRESS,
        "contact": settings.CONTACT,
        "safeguarding_contact": settings.SAFEGUARDING_CONTACT,
        "demonstration": settings.MODE == "demonstration",
        "today": timezone.localdate(),
    }
