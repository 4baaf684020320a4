"""What is done to people with accounts and to their roles."""

import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.network.access import Body as Ours
from antiphon.network.access import forget_roles, require
from antiphon.network.models import Membership, Organisation, User
from antiphon.network.queries import administrators_of, may_speak_for, user_with
from antiphon.network.roles import ROLES, Permission
from antiphon.network.rules import alive, said


@action
def invite(*, email: str, name: str, organisation: Organisation, role: str, by: Actor) -> User:
    """Make an account that has no password yet, with one role; or give the role to whoever has the account already.

    The letter with the link (`queries.invitation_for`) is sent by the face, after this.
    """
    known = user_with(email)
    if known is None:
        _may_give(organisation, role, by=by)
        known = User.objects.create_user(email=email.strip(), name=" ".join(name.split()))
        trail.leave("invite", known, by=by, organisation=organisation.pk, role=role)
    elif not known.is_active:
        raise Refused("This person's account was closed. Open it again from their page, or use another address.")
    give_role(known, organisation=organisation, role=role, by=by)
    return known


@action
def invite_again(user: User, *, by: User) -> None:
    """Make every link that was sent to this person before void, so that a new one can be made."""
    _may_speak_for(user, by=by)
    if user.has_usable_password():
        raise Refused(f"{user.name} has signed in already. They can choose a new password from the sign-in page.")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    trail.leave("invite again", user, by=by)


@action
def accept_invitation(user: User, *, password: str, by: User) -> None:
    """Set the first password of an invited person. The link is then used up."""
    if user.pk != by.pk or user.has_usable_password() or not user.is_active:
        raise Refused("This link has been used already, or a newer one was sent.")
    user.set_password(password)
    user.save(update_fields=["password"])
    trail.leave("accept invitation", user, by=by)


@action
def give_role(
    user: User, *, organisation: Organisation, role: str, by: Actor,
    starts_on: datetime.date | None = None, ends_on: datetime.date | None = None,
) -> Membership:
    """Give a person a role in an organisation, from today unless another day is said. Nobody gives one to themselves."""
    _may_give(organisation, role, by=by)
    _not_oneself(user, by=by)
    starts = starts_on or timezone.localdate()
    if not user.is_active:
        raise Refused(f"The account of {user.name} is closed. Open it before you give a role.")
    if not alive(organisation.starts_on, organisation.ends_on, starts):
        raise Refused(f"{organisation.name} does not exist on {said(starts)}.")
    if ends_on is not None and ends_on <= starts:
        raise Refused("The end of the role must come after its start.")
    if Membership.objects.filter(user=user, organisation=organisation, role=role, ends_on__isnull=True).exists():
        raise Refused(f"{user.name} is already {ROLES[role].title.lower()} at {organisation.name}.")
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, starts_on=starts, ends_on=ends_on
    )
    forget_roles(user)
    trail.leave("give role", membership, by=by, user=user.pk, organisation=organisation.pk, role=role)
    return membership


@action
def end_role(membership: Membership, *, by: Actor, on: datetime.date | None = None) -> None:
    """End a role on a day (today), unless it is one's own or that of the organisation's last administrator."""
    organisation, day = membership.organisation, on or timezone.localdate()
    if isinstance(by, User):
        require(by, Permission.PEOPLE_MANAGE, on=Ours(organisation))
    _not_oneself(membership.user, by=by)
    if membership.ends_on is not None and membership.ends_on <= day:
        raise Refused("This role has ended already.")
    _not_the_last_administrator(membership)
    membership.ends_on = max(day, membership.starts_on)
    membership.save(update_fields=["ends_on"])
    forget_roles(membership.user)
    trail.leave("end role", membership, by=by, on=membership.ends_on.isoformat())


@action
def deactivate(user: User, *, by: User) -> None:
    """Close an account: the person is signed out everywhere and cannot sign in. Their name stays on what they did."""
    _may_speak_for(user, by=by)
    for membership in _open_roles(user):
        _not_the_last_administrator(membership)
    user.is_active = False
    user.save(update_fields=["is_active"])
    trail.leave("deactivate", user, by=by)


@action
def reactivate(user: User, *, by: User) -> None:
    """Open a closed account again, with the roles that it still has."""
    _may_speak_for(user, by=by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    trail.leave("reactivate", user, by=by)


@action
def clear_second_factor(user: User, *, by: User) -> None:
    """Take away the second steps of someone who has lost them: at the next sign-in they set up new ones."""
    _may_speak_for(user, by=by)
    count, _ = Authenticator.objects.filter(user=user).delete()
    if not count:
        raise Refused(f"{user.name} has no second step to take away.")
    trail.leave("clear second factor", user, by=by)


def _may_give(organisation: Organisation, role: str, *, by: Actor) -> None:
    if isinstance(by, User):
        require(by, Permission.PEOPLE_MANAGE, on=Ours(organisation))
    if role not in ROLES:
        raise Refused("Choose a role from the list.")


def _not_oneself(user: User, *, by: Actor) -> None:
    if isinstance(by, User) and by.pk == user.pk:
        raise Refused("You cannot change your own roles. Ask another administrator.")


def _open_roles(user: User) -> list[Membership]:
    today = timezone.localdate()
    held = user.memberships.filter(starts_on__lte=today).select_related("organisation")
    return [membership for membership in held if membership.ends_on is None or membership.ends_on > today]


def _not_the_last_administrator(membership: Membership) -> None:
    if Permission.PEOPLE_MANAGE not in ROLES[membership.role].allows:
        return
    # Two administrators who end each other at the same moment must not both succeed.
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    if not administrators_of(membership.organisation, except_for=membership):
        raise Refused(
            f"{membership.user.name} is the last administrator of {membership.organisation}. Give someone else that role first."
        )


def _may_speak_for(user: User, *, by: User) -> None:
    _not_oneself(user, by=by)
    if not may_speak_for(by, user):
        raise PermissionDenied(
            "This person has a role in an organisation that you do not look after. You can end the roles that they have in yours."
        )
