"""Who may know of a pack and who may do what with it: the role, and under embargo the list."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.packs.models import Pack

NOT_YOURS = "Your role does not allow this. Somebody who approves announcements can do it."


def need(by: object, permission: Permission, *, on: Pack) -> None:
    """Let the person through, or raise. Under embargo whoever is not on the list meets a pack that does not exist."""
    if not isinstance(by, User) or not Pack.objects.visible_to(by).filter(pk=on.pk).exists():
        raise Http404
    try:
        require(by, permission, on=on)
    except PermissionDenied as problem:
        raise PermissionDenied(NOT_YOURS) from problem
