"""A contact point for tests, with agreed answers and enquiries. People are made up, at example.org."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from antiphon.answers.models import Approver, ContactPartner, ContactPoint, Enquiry, Faq, Remark, Reply, Version
from antiphon.core import receipts
from antiphon.core.days import working_days_after
from antiphon.network.models import User
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.tests.factories import make_person
from antiphon.signoff.tests.factories import make_signature

_number = itertools.count(1)


def make_contact_point(**overrides: Any) -> ContactPoint:
    """Return the contact point that is open, or a new one when there is none: there can be only one."""
    there = ContactPoint.objects.filter(closed_at__isnull=True).first()
    if there is not None and not overrides:
        return there
    if there is not None:
        ContactPoint.objects.filter(pk=there.pk).update(closed_at=timezone.now())
    fields = {"name": "Ask Ashmere and Vale", "line": "01632 960170", "mailbox": "ask@example.org", "post_to": "Freepost Ask",
              "hours": "weekdays, 9am to 5pm", "approved_at": timezone.now(), **overrides}  # fmt: skip
    if "owner" not in fields:
        fields["owner"] = make_organisation()
    return ContactPoint.objects.create(**fields)


def make_contact_partner(**overrides: Any) -> ContactPartner:
    """Return an organisation that answers there, too."""
    fields = {"way": "contributes", **overrides}
    fields.setdefault("contact", None)
    fields["contact"] = fields["contact"] or make_contact_point()
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    return ContactPartner.objects.create(**fields)


def make_faq(*, question: str = "", answer: str = "Ring 111. Somebody answers day and night.", agreed: bool = False,
             approvers: int = 2, **overrides: Any) -> Faq:  # fmt: skip
    """Return an answer with its first version and its approvers (of different partners); signed by all of them with `agreed`."""
    contact = overrides.pop("contact", None) or make_contact_point()
    number = next(_number)
    fields = {"owner": contact.owner, "slug": f"question-{number}", "topics": ["111"],
              "review_on": timezone.localdate() + datetime.timedelta(days=100), **overrides}  # fmt: skip
    if "person" not in fields:
        fields["person"] = make_user(role="communications_officer", organisation=fields["owner"])
    faq = Faq.objects.create(contact=contact, **fields)
    question = question or f"How do I reach 111 at night ({number})?"
    version = Version.objects.create(faq=faq, number=1, question=question, answer=answer, written_by=fields["person"])
    for _ in range(approvers):
        make_approver(faq=faq)
    if agreed:
        make_agreed(version)
    return faq


def make_agreed(version: Version) -> Version:
    """Sign a version for all who have to."""
    for one in version.faq.approvers.all():
        make_signature(version, words=version.words, signed_by=one.user, purpose="agree")
    names = sorted(one.organisation.name for one in version.faq.approvers.select_related("organisation"))
    version.agreed_at, version.partners = timezone.now(), names
    version.save()
    return version


def make_version(*, faq: Faq | None = None, **overrides: Any) -> Version:
    """Return newer words of an answer that nobody has signed yet."""
    faq = faq or make_faq()
    fields = {"number": faq.versions.count() + 1, "question": "How do I reach 111 at night?", "answer": "Ring 111.",
              "written_by": faq.person, **overrides}  # fmt: skip
    return Version.objects.create(faq=faq, **fields)


def make_approver(*, faq: Faq | None = None, user: User | None = None, **overrides: Any) -> Approver:
    """Return somebody of another partner who has to sign."""
    faq = faq or make_faq(approvers=0)
    if "organisation" not in overrides:
        overrides["organisation"] = (
            user.memberships.get().organisation if user else make_contact_partner(contact=faq.contact).organisation
        )
    user = user or make_user(role="director", organisation=overrides["organisation"])
    return Approver.objects.create(faq=faq, user=user, **overrides)


def make_remark(**overrides: Any) -> Remark:
    """Return what somebody wants changed before they sign."""
    version = overrides.pop("version", None) or make_faq().versions.get()
    fields = {"words": "Say the number.", "written_by": version.written_by, **overrides}
    return Remark.objects.create(version=version, **fields)


def make_enquiry(*, email: str = "", telephone: str = "", name: str = "", **overrides: Any) -> Enquiry:
    """Return an open enquiry of a resident that is due in ten working days, unless said otherwise."""
    contact = overrides.pop("contact", None) or make_contact_point()
    now = timezone.now()
    due = working_days_after(timezone.localdate(now), 10)
    fields: dict[str, Any] = {
        "organisation": contact.owner, "receipt": receipts.new(), "asker": "resident", "came_by": "web", "answer_how": "code",
        "subject": "Evening clinics", "words": "When do the evening clinics begin?", "received_at": now, "due_on": due,
        "answer_by": overrides.get("due_on", due), **overrides,
    }  # fmt: skip
    if email or telephone or name:
        fields["person"] = make_person(name or "Ada Example", email, telephone=telephone)
        fields.setdefault("answer_how", "email")
        if "answer_how" not in overrides:
            fields["answer_how"] = "email" if email else "telephone"
    return Enquiry.objects.create(contact=contact, **fields)


def make_reply(*, enquiry: Enquiry | None = None, **overrides: Any) -> Reply:
    """Return a reply that is being written."""
    enquiry = enquiry or make_enquiry()
    fields = {"kind": "last", "words": "They begin on 1 March.", **overrides}
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="communications_officer", organisation=enquiry.contact.owner)
    reply = Reply.objects.create(enquiry=enquiry, **fields)
    reply.writers.add(fields["written_by"])
    return reply
