"""The contact point, its agreed answers, and the enquiries that come to it."""

from antiphon.answers.models.contact import ContactPartner, ContactPoint
from antiphon.answers.models.enquiries import Enquiry, Reply
from antiphon.answers.models.faqs import Approver, Faq, Remark, Version

__all__ = ["Approver", "ContactPartner", "ContactPoint", "Enquiry", "Faq", "Remark", "Reply", "Version"]
