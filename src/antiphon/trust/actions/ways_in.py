"""Ways in that answer once: codes in letters, links of one's own, addresses that were checked."""

import uuid
from collections.abc import Iterable

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import Refused
from antiphon.delivery import actions as delivery
from antiphon.engagement.models import Engagement
from antiphon.engagement.rules import Phase
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people import actions as people
from antiphon.trust import queries, rules
from antiphon.trust.models import AddressCheck, CodeBatch, EntryCode, Invitation
from antiphon.trust.queries import Entry, digest

SERVICE = "service"
NOT_RIGHT = (
    "This code does not open the form. Check each letter and number. If it is right, it may have been used already: each code "
    "takes one answer."
)
USED = (
    "An answer has come in with this code, link or address already, and each takes one. If it was yours, your receipt code shows "
    "what became of it."
)
DIGITS_WRONG = "This code is not right, or is too old. Check the e-mail, or ask for a new code."


@action
def make_codes(engagement: Engagement, *, number: int, label: str, by: User) -> tuple[CodeBatch, list[str]]:
    """Make entry codes for letters or cards, and return them: now, and never again. Only their digests are kept."""
    require(by, Permission.ENGAGEMENT_EDIT, on=engagement)
    if engagement.trust != Engagement.Trust.CODE:
        raise Refused("This engagement asks for no code. Choose “One-time code” under who may answer, before it is published.")
    if engagement.closed_at:
        raise Refused("This engagement is closed, so it needs no more codes.")
    if not label.strip():
        raise Refused("Say what the codes are for, so that you can tell the batches apart.")
    if not 1 <= number <= rules.MOST_CODES:
        raise Refused(f"Make between 1 and {rules.MOST_CODES:,} codes at a time.")
    codes = {rules.new_code() for _ in range(number)}
    while len(codes) < number:
        codes.add(rules.new_code())
    batch = CodeBatch.objects.create(engagement=engagement, label=label.strip()[:120], number=number, made_by=by)
    shown = sorted(codes)
    EntryCode.objects.bulk_create(
        [EntryCode(batch=batch, engagement=engagement, digest=digest(engagement, "code", code)) for code in shown],
        batch_size=1000,
    )
    trail.leave("make codes", batch, by=by, number=number)
    return batch, shown


@action
def revoke_codes(batch: CodeBatch, *, by: User) -> CodeBatch:
    """Take back every code of a batch that was not used. Answers that came with the others stay."""
    require(by, Permission.ENGAGEMENT_EDIT, on=batch)
    batch = CodeBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.revoked_at:
        raise Refused("These codes were taken back already.")
    batch.revoked_at, batch.revoked_by = timezone.now(), by
    batch.save(update_fields=["revoked_at", "revoked_by"])
    trail.leave("revoke codes", batch, by=by)
    return batch


@action
def invite(engagement: Engagement, *, persons: Iterable[uuid.UUID], by: User) -> int:
    """Send a link of their own to people whom `people` knows by these tokens, each once; return how many are new.

    Whoever gave no address, or wants no messages, gets none: `delivery` sees to that.
    """
    require(by, Permission.CONTRIBUTORS_TELL, on=engagement)
    if engagement.trust != Engagement.Trust.INVITED:
        raise Refused("This engagement is not by invitation. Choose “Invited” under who may answer, before it is published.")
    if engagement.phase is not Phase.OPEN:
        raise Refused("This engagement is not open, so an invitation would lead nowhere.")
    known = set(queries.invited_persons(engagement))
    fresh = {person: rules.new_link() for person in dict.fromkeys(persons) if person not in known}
    Invitation.objects.bulk_create(
        Invitation(engagement=engagement, person=person, digest=digest(engagement, "invitation", secret), invited_by=by)
        for person, secret in fresh.items()
    )
    facts = {"engagement": engagement.title, "slug": engagement.slug, "owner": str(engagement.owner),
             "closes_on": f"{engagement.closes_on:%-d %B %Y}" if engagement.closes_on else ""}  # fmt: skip
    delivery.post_many(
        occasion=queries.occasion(engagement), letter="trust/invited", purpose=SERVICE, by=by,
        to={person: {**facts, "links": [secret]} for person, secret in fresh.items()},
    )  # fmt: skip
    trail.leave("invite", engagement, by=by, invited=len(fresh))
    return len(fresh)


@action
def revoke_invitations(engagement: Engagement, *, by: User) -> int:
    """Take back every invitation that was not used; return how many."""
    require(by, Permission.CONTRIBUTORS_TELL, on=engagement)
    done = Invitation.objects.filter(engagement=engagement, used_on__isnull=True, revoked=False).update(revoked=True)
    trail.leave("revoke invitations", engagement, by=by, revoked=done)
    return done


@action
def send_digits(engagement: Engagement, *, email: str, by: Actor) -> None:
    """Send six digits to an address that somebody gives as theirs. What this returns and takes is the same for every address.

    An address that answered already gets a letter that says so. After three letters in an hour no more go for a while.
    """
    if engagement.trust != Engagement.Trust.VERIFIED or engagement.phase is not Phase.OPEN:
        raise Refused("This engagement does not check addresses now.")
    now = timezone.now()
    key = digest(engagement, "address", email)
    digits = rules.new_digits()
    check, _ = AddressCheck.objects.get_or_create(
        engagement=engagement, address_digest=key, defaults={"expires_at": now + rules.DIGITS_LAST, "hour_began_at": now}
    )
    check = AddressCheck.objects.select_for_update().get(pk=check.pk)
    if abs(now - check.hour_began_at) >= rules.AN_HOUR:  # also when the clock was set back
        check.hour_began_at, check.letters = now, 0
    if check.letters >= rules.LETTERS_AN_HOUR:
        return
    before = check.person
    check.person = people.remember(name="", email=email, wants_reply=True, by=by)
    check.letters += 1
    if check.used_on is None:
        check.digits_digest, check.tries = digest(engagement, f"digits:{check.pk}", digits), 0
    check.expires_at = now + rules.DIGITS_LAST
    check.save()
    letter, facts = ("digits", {"digits": digits}) if check.used_on is None else ("answered", {})
    delivery.post(
        occasion=f"address-check:{check.pk}:{check.person.hex[:12]}", person=check.person, letter=f"trust/{letter}",
        facts={"engagement": engagement.title, **facts}, purpose=SERVICE, by=by,
    )  # fmt: skip
    if before:
        delivery.forget(before, by=by)
    trail.leave("send digits", check, by=by)


@action
def check_digits(engagement: Engagement, *, email: str, typed: str, by: Actor) -> Entry | None:
    """Return the way in when these are the digits that went to that address; None when not. Five wrong ones end them."""
    digits = rules.read_digits(typed) or "-"
    check = (
        AddressCheck.objects.select_for_update()
        .filter(engagement=engagement, address_digest=digest(engagement, "address", email)).first()
    )  # fmt: skip
    right = digest(engagement, f"digits:{check.pk if check else 0}", digits)
    now = timezone.now()
    if check is None or check.used_on or not check.digits_digest or check.tries >= rules.TRIES:
        return None
    if not rules.in_time(check.expires_at, now) or not rules.same(right, check.digits_digest):
        check.tries += 1
        check.save(update_fields=["tries"])
        trail.leave("wrong digits", check, by=by)
        return None
    person, check.person, check.digits_digest, check.passed = check.person, None, "", True
    check.save(update_fields=["person", "digits_digest", "passed"])
    trail.leave("address checked", check, by=by)
    if person:
        delivery.forget(person, by=by)  # the address has done its work
    return Entry(str(Engagement.Trust.VERIFIED), check.pk)


@action
def use(engagement: Engagement, *, entry: Entry | None, by: Actor) -> str:
    """Use up a way in, and return the level of trust it gives. Called as part of taking a response in; raises Refused.

    Only the day is kept, and never which response it let in, so that nobody can tell who wrote what.
    """
    wanted = engagement.trust
    if wanted == Engagement.Trust.OPEN:
        return str(wanted)
    if entry is None or entry.trust != wanted or not entry.row:
        raise Refused("Your way in is no longer open. Enter your code or follow your link again: what you wrote is still here.")
    rows = {
        Engagement.Trust.CODE: EntryCode.objects.filter(batch__revoked_at__isnull=True),
        Engagement.Trust.INVITED: Invitation.objects.filter(revoked=False),
        Engagement.Trust.VERIFIED: AddressCheck.objects.filter(passed=True),
    }[Engagement.Trust(wanted)]
    # One statement that looks and writes, so that two answers at the same moment cannot both use it.
    if not rows.filter(pk=entry.row, engagement=engagement, used_on__isnull=True).update(used_on=timezone.localdate()):
        raise Refused(USED)
    trail.leave("use entry", engagement, by=by, trust=str(wanted))
    return str(wanted)


@action
def forget_checks(checks: Iterable[AddressCheck], *, by: Machine) -> int:
    """Let go of the addresses of checks that nobody finished in time; return how many."""
    done = 0
    for check in checks:
        if check.person:
            delivery.forget(check.person, by=by)
        AddressCheck.objects.filter(pk=check.pk).update(person=None, digits_digest="")
        trail.leave("forget check", check, by=by)
        done += 1
    return done
