"""Agreed answers: signed by several partners, and one edit that changes all that is made of it (register row 52)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.answers import wording
from antiphon.answers.actions import contact as points
from antiphon.answers.actions import faqs
from antiphon.answers.models import ContactPoint
from antiphon.answers.queries import contact as contacts
from antiphon.answers.queries import faqs as queries
from antiphon.answers.tests.factories import (
    make_agreed,
    make_approver,
    make_contact_partner,
    make_contact_point,
    make_faq,
    make_version,
)
from antiphon.core.problems import Refused
from antiphon.network.access import forget_roles
from antiphon.network.tests.factories import make_user
from antiphon.signoff.queries import signatures

pytestmark = pytest.mark.django_db
SITE = "https://example.org"


def later(days: int = 90) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def desk():
    """The contact point with two partners, and a person of each: Alice writes, Bob and Carol sign."""
    contact = make_contact_point()
    trust, council = (make_contact_partner(contact=contact).organisation for _ in range(2))
    return {
        "contact": contact, "alice": make_user(role="communications_officer", name="Alice", organisation=contact.owner),
        "bob": make_user(role="director", name="Bob", organisation=trust),
        "carol": make_user(role="decision_maker", name="Carol", organisation=council), "trust": trust, "council": council,
    }  # fmt: skip


def written(desk, **more):
    fields = {"owner": desk["contact"].owner, "question": "Will my surgery close?", "answer": "No surgery closes.",
              "person": desk["alice"], "topics": ["GP", " gp "], "review_on": later(),
              "approvers": [(desk["bob"].pk, desk["trust"].pk), (desk["carol"].pk, desk["council"].pk)], **more}  # fmt: skip
    return faqs.write(desk["contact"], by=desk["alice"], **fields)


def test_it_works(desk):
    faq = written(desk)
    assert queries.agreed() == []
    version = faq.versions.get()
    faqs.agree(version, by=desk["bob"])
    assert queries.agreed() == []
    faqs.agree(version, by=desk["carol"])
    [one] = queries.agreed()
    assert (one.question, one.slug, list(one.topics)) == ("Will my surgery close?", "will-my-surgery-close", ["GP"])
    assert set(one.partners) == {desk["trust"].name, desk["council"].name}
    assert signatures(version, purpose="agree").first().words == "Will my surgery close?\n\nNo surgery closes."


def test_one_edit_signed_again_changes_page_bulletin_and_briefing_at_once(desk):
    faq = written(desk)
    for person in ("bob", "carol"):
        faqs.agree(faq.versions.get(), by=desk[person])
    before = queries.in_words(queries.agreed(), site=SITE)
    version = faqs.rewrite(faq, question="Will my surgery close?", answer="No. One moves, to Mill Lane.", base=1,
                           why="The move is agreed", by=desk["alice"])  # fmt: skip
    assert queries.in_words(queries.agreed(), site=SITE) == before  # nothing changes until all have signed
    faqs.agree(version, by=desk["carol"])
    assert queries.agreed()[0].answer == "No surgery closes."
    faqs.agree(version, by=desk["bob"])
    [live], after = queries.agreed(), queries.in_words(queries.agreed(), site=SITE)
    for words in (live.answer, after["bulletin"], after["briefing"]):
        assert "Mill Lane" in words
        assert "No surgery closes" not in words
    assert [one.number for one in queries.earlier(live)] == [2, 1]
    assert "01632 960170" in after["bulletin"]
    assert "Agreed by" in after["briefing"]


def test_a_signature_stands_for_exact_words_only(desk):
    faq = written(desk)
    faqs.agree(faq.versions.get(), by=desk["bob"])
    version = faqs.rewrite(faq, question="Will my surgery close?", answer="No.", why="", base=1, by=desk["alice"])
    assert {one.approver.user for one in queries.whole(faq).waiting} == {desk["bob"], desk["carol"]}
    with pytest.raises(Refused, match="newer words"):
        faqs.agree(faq.versions.get(number=1), by=desk["carol"])
    faqs.agree(version, by=desk["bob"])
    with pytest.raises(Refused, match="signed these words already"):
        faqs.agree(version, by=desk["bob"])


def test_nobody_signs_their_own_words(desk):
    dan = make_user(role="director", organisation=desk["contact"].owner)
    faq = written(desk, approvers=[(desk["alice"].pk, desk["contact"].owner.pk), (desk["bob"].pk, desk["trust"].pk)])
    with pytest.raises(Refused, match="wrote some of these words"):
        faqs.agree(faq.versions.get(), by=desk["alice"])
    # Dan's later edit does not make Alice's words Dan's: neither of them signs what both wrote.
    version = faqs.rewrite(faq, question="Will my surgery close?", answer="No!", why="", base=1, by=dan)
    with pytest.raises(Refused, match="wrote some of these words"):
        faqs.agree(version, by=desk["alice"])
    assert queries.to_sign(desk["bob"]) == [version]


def test_two_partners_at_least_have_to_agree(desk):
    with pytest.raises(Refused, match="at least two partners"):
        written(desk, approvers=[(desk["bob"].pk, desk["trust"].pk)])


def test_somebody_who_left_cannot_sign_and_another_takes_their_place(desk):
    faq = written(desk)
    faqs.agree(faq.versions.get(), by=desk["bob"])
    desk["carol"].memberships.update(ends_on=timezone.localdate())
    signing = next(one for one in queries.whole(faq).signings if one.approver.user == desk["carol"])
    assert signing.gone
    forget_roles(desk["carol"])
    with pytest.raises(Http404):
        faqs.agree(faq.versions.get(), by=desk["carol"])
    erin = make_user(role="decision_maker", organisation=desk["council"])
    faqs.arrange(faq, person=desk["alice"], topics=["gp"], review_on=faq.review_on, tells_overdue=False, by=desk["alice"],
                 approvers=[(desk["bob"].pk, desk["trust"].pk), (erin.pk, desk["council"].pk)])  # fmt: skip
    faqs.agree(faq.versions.get(), by=erin)
    assert len(queries.agreed()) == 1


def test_taking_out_the_one_who_is_silent_puts_the_words_live_when_the_others_signed(desk):
    extra = make_user(role="director", organisation=make_contact_partner(contact=desk["contact"]).organisation)
    both = [(desk["bob"].pk, desk["trust"].pk), (desk["carol"].pk, desk["council"].pk)]
    faq = written(desk, approvers=[*both, (extra.pk, extra.memberships.get().organisation_id)])
    for person in ("bob", "carol"):
        faqs.agree(faq.versions.get(), by=desk[person])
    assert queries.agreed() == []
    faqs.arrange(faq, person=desk["alice"], topics=[], review_on=faq.review_on, tells_overdue=False, approvers=both,
                 by=desk["alice"])  # fmt: skip
    assert len(queries.agreed()) == 1


def test_two_who_write_at_once_lose_nothing(desk):
    faq = written(desk)
    dan = make_user(role="director", name="Dan", organisation=desk["contact"].owner)
    faqs.rewrite(faq, question="Will my surgery close?", answer="Dan's words.", why="", base=1, by=dan)
    with pytest.raises(Refused, match="Dan changed this answer while you were writing"):
        faqs.rewrite(faq, question="Will my surgery close?", answer="Alice's words.", why="", base=1, by=desk["alice"])
    assert [one.answer for one in faq.versions.order_by("number")] == ["No surgery closes.", "Dan's words."]


def test_saving_the_same_words_asks_nobody_to_sign(desk):
    faq = written(desk)
    with pytest.raises(Refused, match="Nothing has changed"):
        faqs.rewrite(faq, question=" Will my surgery  close?", answer="No surgery closes.\r\n", why="", base=1, by=desk["alice"])


def test_a_partner_asks_for_a_change_and_cannot_write_the_words_itself(desk):
    faq = written(desk)
    tess = make_user(role="communications_officer", organisation=desk["trust"])
    with pytest.raises(PermissionDenied, match="Only people of the organisation"):
        faqs.rewrite(faq, question="Q?", answer="A.", why="", base=1, by=tess)
    faqs.ask_for_change(faq.versions.get(), words="Say which surgery moves.", by=desk["bob"])
    assert [one.words for one in queries.whole(faq).remarks] == ["Say which surgery moves."]


def test_a_stranger_gets_404_and_a_reader_is_refused(desk):
    faq = written(desk)
    with pytest.raises(Http404):
        faqs.rewrite(faq, question="Q?", answer="A.", why="", base=1, by=make_user(role="director"))
    with pytest.raises(PermissionDenied):
        faqs.rewrite(faq, question="Q?", answer="A.", why="", base=1, by=make_user(role="reader", organisation=faq.owner))
    with pytest.raises(Http404):
        queries.faq_for(make_user(role="director"), faq.pk)


def test_taken_off_it_is_gone_everywhere_at_once_and_new_words_bring_it_back(desk):
    faq = written(desk)
    for person in ("bob", "carol"):
        faqs.agree(faq.versions.get(), by=desk[person])
    faqs.take_off(faq, by=desk["alice"])
    assert queries.agreed() == []
    with pytest.raises(Http404):
        queries.agreed_answer(faq.slug)
    version = faqs.rewrite(faq, question="Will my surgery close?", answer="No surgery closes this year.", why="", base=1,
                           by=desk["alice"])  # fmt: skip
    assert queries.agreed() == []
    assert queries.to_sign(desk["bob"]) == [version]
    for person in ("bob", "carol"):
        faqs.agree(version, by=desk[person])
    assert queries.agreed()[0].answer == "No surgery closes this year."


def test_a_review_that_is_overdue_is_shown_to_owners_and_not_to_the_public_unless_set(desk):
    faq = make_faq(contact=desk["contact"], agreed=True, review_on=later(-3))
    [line] = queries.lines(desk["alice"])
    assert line.overdue
    assert [one.faq for one in queries.reviews(desk["alice"])] == [faq]
    [one] = queries.agreed()
    assert (one.overdue, one.tells_overdue) == (True, False)
    faqs.look_again(faq, review_on=later(30), by=faq.person)
    assert queries.agreed()[0].overdue is False
    assert queries.reviews(make_user(role="director", organisation=desk["trust"])) == []
    with pytest.raises(Refused, match="after today"):
        faqs.look_again(faq, review_on=later(0), by=faq.person)


def test_topics_words_and_numbers_choose(desk):
    one = make_faq(contact=desk["contact"], question="When do clinics begin?", topics=["clinics"], agreed=True)
    two = make_faq(contact=desk["contact"], question="How do I ring 111?", topics=["111"], agreed=True)
    assert [each.number for each in queries.agreed(topic="clinics")] == [one.pk]
    assert [each.number for each in queries.agreed(words="clinic")] == [one.pk]
    assert [each.number for each in queries.agreed(numbers=[two.pk, one.pk])] == [two.pk, one.pk]
    assert queries.suggested("Which number do I ring?")[0].number == two.pk


def test_drafts_are_found_by_nobody_outside(desk):
    faq = make_faq(contact=desk["contact"], agreed=True, answer="Agreed words.")
    make_version(faq=faq, answer="Secret draft.")
    live = queries.live_items(make_user())
    assert [(one.title, one.key) for one in live] == [(faq.versions.get(number=1).question, str(faq.pk))]
    assert queries.words_for(desk["alice"], str(faq.pk)).words.endswith("Secret draft.")
    assert queries.words_for(make_user(role="director"), str(faq.pk)) is None
    assert "Secret" not in str(queries.agreed()) + str(queries.changes()) + str(live)
    assert queries.changed_since([faq.versions.get(number=1).pk]) == []
    make_agreed(faq.versions.get(number=2))
    assert [one.number for one in queries.changed_since([faq.versions.get(number=1).pk])] == [faq.pk]


# --- The contact point ------------------------------------------------------------------------------------------------
def test_the_contact_point_is_public_once_a_second_person_approved_it():
    alice = make_user(role="director")
    owner = alice.memberships.get().organisation
    contact = points.found(owner, name="Ask us", line="01632 960170", by=alice)
    assert contacts.joint() is None
    with pytest.raises(Refused, match="wrote some of these words"):
        points.approve(contact, by=alice)
    points.approve(contact, by=make_user(role="director", organisation=owner))
    assert contacts.joint() == contact
    with pytest.raises(Refused, match="already"):
        points.found(owner, name="Another", line="01632 960171", by=alice)
    points.propose(contact, name="Ask us", line="01632 960199", by=alice)
    contact.refresh_from_db()
    assert contact.line == "01632 960170"
    dora = make_user(role="director", organisation=owner)
    points.propose(contact, name="Ask us all", line="01632 960199", by=dora)
    for writer in (alice, dora):
        with pytest.raises(Refused, match="wrote some of these words"):
            points.approve(contact, by=writer)
    points.approve(contact, by=make_user(role="director", organisation=owner))
    points.propose(contact, name="Ask us", line="01632 960199", by=dora)
    points.approve(contact, by=alice)  # a new proposal, of which she wrote nothing


@pytest.mark.parametrize(("said", "words"), [
    ({"name": "", "line": "1"}, "what the contact point is called"), ({"name": "Ask us"}, "must be able to reach you"),
    ({"name": "Ask us", "mailbox": "not an address"}, "correct format"),
])  # fmt: skip
def test_a_contact_point_can_be_reached(said, words):
    alice = make_user(role="director")
    with pytest.raises(Refused, match=words):
        points.found(alice.memberships.get().organisation, by=alice, **said)


def test_a_partner_with_work_to_do_is_not_left_out(desk):
    make_faq(contact=desk["contact"], owner=desk["trust"], approvers=0)
    director = make_user(role="director", organisation=desk["contact"].owner)
    partner = desk["contact"].partners.get(organisation=desk["trust"])
    with pytest.raises(Refused, match="1 answer is theirs"):
        points.leave_out(partner, by=director)
    with pytest.raises(PermissionDenied):
        points.leave_out(partner, by=desk["bob"])
    points.leave_out(desk["contact"].partners.get(organisation=desk["council"]), by=director)
    assert ContactPoint.objects.get().partners.count() == 1


def test_bulletin_and_briefing_read_well():
    contact = wording.Contact("Ask us", line="01632 960170", mailbox="ask@example.org", hours="weekdays")
    answer = wording.AgreedAnswer(
        1, 1, "will-it-close", "Will it close?", "No.\r\n", "The trust", datetime.date(2026, 3, 1), datetime.date(2026, 9, 1),
        partners=["The council", "The trust"], contact=contact,
    )  # fmt: skip
    assert wording.in_a_bulletin([answer], site=SITE) == (
        "Will it close?\n\nNo.\n\nRead more: https://example.org/common-questions/will-it-close/\n\n"
        "Ask us something else: Ask us\n- Ring 01632 960170 (weekdays)\n- Write to ask@example.org\n"
        "- Use our form: https://example.org/ask-us/"
    )
    assert "Agreed by The council and The trust on 1 March 2026." in wording.in_a_briefing([answer], site=SITE)
    assert wording.in_a_bulletin([], site=SITE) == ""


def test_signers_are_people_of_partners_who_may(desk):
    found = {one.user for one in contacts.who_may(desk["contact"], "faq.approve")}
    assert {desk["bob"], desk["carol"], desk["alice"]} <= found
    reads = make_contact_partner(contact=desk["contact"], way="reads").organisation
    contact = ContactPoint.objects.get(pk=desk["contact"].pk)
    assert make_user(role="director", organisation=reads) not in {one.user for one in contacts.who_may(contact, "faq.approve")}
    assert make_approver(faq=written(desk)).user
