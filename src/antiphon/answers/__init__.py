"""Agreed answers, and the shared inbox of what people ask: one joint contact point, and the partners behind it.

Its words: *contact point* (where anyone may ask the whole system: one number, one mailbox, one form), *answer* (a common
question with the answer that partners agreed: `Faq`), *version* (its exact words at one time; each is kept), *approver* (a
person of a partner who signs the words), *enquiry* (one question that somebody asked), *clock* (the day by which they hear),
*holding reply* (says what will come, and when, before the day is missed), *silent miss* (a day that passed without a word).
"""
