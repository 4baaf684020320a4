"""Lists of people: from a file, by hand, and let go."""

import datetime
import io

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.audiences import queries
from antiphon.audiences.actions import (
    add_contact,
    change_audience,
    change_contact,
    close_audience,
    do_errand,
    make_audience,
    note_objection,
    note_wish,
    plan_errands,
    take_list,
    take_off,
)
from antiphon.audiences.models import Audience, Contact, Errand
from antiphon.audiences.tasks import forget_due
from antiphon.audiences.tests import factories
from antiphon.audiences.tests.factories import make_contact, make_errand
from antiphon.core.problems import BadFile, Refused
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import Contact as Who
from antiphon.people.models import Objection, Person
from antiphon.people.queries import email_key, telephone_key
from antiphon.people.tests.factories import make_objection

pytestmark = pytest.mark.django_db
FIELDS = {"name": "Staff", "kind": "staff", "purpose": "task", "basis": "contract", "source": "The staff record", "place": "Vale"}


@pytest.fixture
def here():
    return make_organisation()


@pytest.fixture
def alice(here):
    return make_user(role="communications_officer", organisation=here)


@pytest.fixture
def bob(here):
    return make_user(role="analyst", organisation=here)


@pytest.fixture
def listing(here) -> Audience:
    return factories.make_audience(organisation=here, place="Vale")


def a_file(*lines: str) -> io.BytesIO:
    return io.BytesIO("\n".join(("Name,Email,Telephone,Address,Language,Format,Way,Place", *lines)).encode())


def names(listing: Audience) -> list[str]:
    return sorted(line[0] for line in list(queries.list_lines(listing))[1:])


def test_a_list_says_why_we_may_write(here, alice, bob) -> None:
    made = make_audience(here, by=alice, **FIELDS)
    assert queries.audiences(bob).get().people == 0
    with pytest.raises(Refused, match="already"):
        make_audience(here, by=alice, **FIELDS | {"name": "staff"})
    with pytest.raises(Refused, match="consent"):
        change_audience(made, by=alice, purpose="marketing")
    with pytest.raises(Refused, match="where the addresses come from"):
        make_audience(here, by=alice, **FIELDS | {"name": "Other", "source": " "})
    with pytest.raises(PermissionDenied):
        make_audience(here, by=bob, **FIELDS | {"name": "Other"})
    with pytest.raises(Http404):
        queries.audience_for(make_user(role="director", organisation=make_organisation()), made.pk)


def test_people_come_from_a_file_with_what_they_need(listing, alice) -> None:
    taken = take_list(listing, file=a_file(
        "Ada Example,ada@example.org,07700 900123,,Polish,Large print,,Linley", "Bob Example,,07700 900124,,,,,",
        "Cy Example,,,1 Mill Lane,,,,", "Dee Example,dee@example.org,,,,Audio,,", "Eve Example,,01632 960001,,,,,",
    ), by=alice)  # fmt: skip
    assert (taken.new, taken.there, taken.by_hand) == (5, 0, 3)
    found = Contact.objects.order_by("pk").values_list("way", "format", "language", "place")
    assert list(found) == [
        ("email", "large_print", "pl", "Linley"), ("sms", "standard", "en", "Vale"), ("post", "standard", "en", "Vale"),
        ("email", "audio", "en", "Vale"), ("telephone", "standard", "en", "Vale"),
    ]  # fmt: skip
    figures = queries.figures(listing)
    assert (figures.people, figures.by_hand, figures.shared) == (5, 3, 0)


def test_the_same_file_again_adds_nobody_and_two_at_one_address_are_two_people(listing, alice) -> None:
    rows = ["Ada Example,home@example.org", "Bob Example,Home@Example.org", "Ada  Example,home@example.org"]
    assert take_list(listing, file=a_file(*rows), by=alice).new == 2
    again = take_list(listing, file=a_file(*rows), by=alice)
    assert (again.new, again.there) == (0, 3)
    assert queries.figures(listing).shared == 1
    assert Person.objects.count() == 2


@pytest.mark.parametrize(("row", "reason"), [
    (",ada@example.org", "There is no name"), ("Ada,ada@", "e-mail address is not complete"),
    ("Ada,,12", "telephone number is not complete"), ("Ada", "no way to reach them"),
    ("Ada,a@example.org,,,Klingon", "do not know the language"), ("Ada,a@example.org,,,,Smell", "do not know the format"),
    ("Ada,a@example.org,,,,,Pigeon", "do not know the way"), ("Ada,a@example.org,,,,,Post", "no address or number for it"),
])  # fmt: skip
def test_one_bad_row_and_nothing_is_taken(listing, alice, row: str, reason: str) -> None:
    with pytest.raises(BadFile) as problem:
        take_list(listing, file=a_file("Good Example,good@example.org", row), by=alice)
    assert {number for number, _ in problem.value.rows} == {3}
    assert reason in problem.value.rows[0][1]
    assert problem.value.accepted == 1
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("content", "reason"), [
    (b"", "empty"), (b"Name,Email\n", "no rows below"), (b"Email\na@example.org", "no column"),
    (b"Name,Name\nA,B", "Two columns"), (b"%PDF-1.7", "PDF"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_says_what_to_do(listing, alice, content: bytes, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        take_list(listing, file=io.BytesIO(content), by=alice)


def test_a_spreadsheet_will_do(listing, alice) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Mobile number"])
        sheet.write_row(1, 0, ["Ada Example", 7700900123])
    assert take_list(listing, file=content, by=alice).new == 1
    assert Contact.objects.get().way == "sms"


def test_a_file_never_puts_back_who_asked_to_be_taken_off_and_never_undoes_an_objection(listing, alice) -> None:
    take_list(listing, file=a_file("Ada Example,ada@example.org", "Bob Example,bob@example.org"), by=alice)
    take_off(Contact.objects.earliest("pk"), because="asked", by=alice)
    make_objection("bob@example.org")
    taken = take_list(listing, file=a_file(
        "Ada Example,ada@example.org", "Bob Example,bob@example.org", "Bo Example,BOB@example.org"
    ), by=alice)  # fmt: skip
    assert (taken.new, taken.there, taken.asked, taken.objecting) == (1, 1, 1, 1)
    assert Objection.objects.count() == 1
    assert names(listing) == ["Bo Example", "Bob Example"]


def test_whoever_left_the_job_and_is_in_the_file_again_is_back(listing, alice) -> None:
    rows = a_file("Ada Example,ada@example.org")
    take_list(listing, file=rows, by=alice)
    take_off(Contact.objects.get(), because="left", by=alice)
    assert take_list(listing, file=rows, by=alice).new == 1


def test_one_person_by_hand(listing, alice, bob) -> None:
    made = add_contact(listing, who=Who("Ada Example", "ada@example.org"), format="easy_read", by=alice)
    assert (made.way, made.place) == ("email", "Vale")
    with pytest.raises(Refused, match="already"):
        add_contact(listing, who=Who("Ada Example", "ada@example.org"), by=alice)
    with pytest.raises(Refused, match="no way to reach"):
        add_contact(listing, who=Who("Bee Example"), by=alice)
    with pytest.raises(PermissionDenied):
        add_contact(listing, who=Who("Bee Example", "b@example.org"), by=bob)
    with pytest.raises(Refused, match="no address or number"):
        change_contact(made, way="sms", by=alice)
    assert change_contact(made, format="braille", language="cy", by=alice).format == "braille"
    assert [who.name for _, who in queries.at_address(listing, email="ADA@example.org")] == ["Ada Example"]
    assert queries.at_address(listing, telephone="07700900123") == []


def test_whoever_wants_to_be_forgotten_is(listing, alice) -> None:
    contact = make_contact(listing=listing, format="large_print")
    make_errand(contact=contact)
    found = take_off(contact, because="asked", erase=True, by=alice)
    assert (found.person_key, found.format, found.errands.count()) == ("", "standard", 0)
    assert Person.objects.get().erased_at
    assert names(listing) == []


def test_two_years_after_they_left_they_are_forgotten(listing, alice) -> None:
    make_contact(listing=listing)
    close_audience(listing, by=alice)
    assert forget_due(pretend=True) == 0
    Contact.objects.update(gone_at=timezone.now() - datetime.timedelta(days=740))
    assert forget_due(pretend=True) == forget_due() == 1
    assert forget_due() == 0
    assert Person.objects.get().erased_at


def test_errands_are_for_those_whom_no_machine_can_reach_once_each_and_not_for_those_who_object(listing, here, alice) -> None:
    other = factories.make_audience(organisation=here)
    for one in (listing, other):
        make_contact(listing=one, name="Ada Example", email="", telephone="01632 960001", way="telephone")
    make_contact(listing=listing, email="", telephone="01632 960002", way="telephone")
    make_contact(listing=listing, email="", post="1 Mill Lane", way="post")
    make_contact(listing=listing, format="audio")
    make_contact(listing=listing)
    make_objection(key=telephone_key("01632 960002"), channel="telephone", purpose="task")
    plan = {"occasion": "cascade:1", "name": "Where to get help", "purpose": "task", "by": alice}
    assert plan_errands([listing, other], **plan) == 3
    assert plan_errands([listing, other], **plan) == 0
    said = [(task.how, task.where) for task in queries.tasks(queries.errands(alice))]
    assert ("Ring", "01632 960001") in said
    assert ("Post it", "1 Mill Lane") in said
    assert any(how == "Send it by e-mail as a sound recording" for how, _ in said)
    errand = do_errand(Errand.objects.earliest("pk"), by=alice)
    with pytest.raises(Refused):
        do_errand(errand, by=alice)
    assert queries.errands(alice).count() == 2


def test_an_objection_by_telephone_works_for_an_address_on_no_list(alice) -> None:
    assert note_objection(email="new@example.org", telephone="07700 900555", channel="any", purpose="any", by=alice) == 2
    assert queries.standing_of(telephone="+44 7700 900555") == {("any", "any")}
    note_wish(email="new@example.org", channel="email", purpose="service", by=alice)
    assert ("email", "service") in queries.wanted([email_key("new@example.org")])
    assert [(line.said, line.taken_by) for line in queries.said_by(email="new@example.org")] == [
        ("objects", alice), ("wants", alice)
    ]  # fmt: skip
    with pytest.raises(Refused, match="Give an e-mail"):
        note_objection(channel="any", purpose="any", by=alice)
    with pytest.raises(Refused, match="telephone number"):
        note_objection(telephone="12", channel="any", purpose="any", by=alice)
    with pytest.raises(PermissionDenied):
        note_objection(email="a@example.org", channel="any", purpose="any", by=make_user(role="reader"))


def test_a_list_that_moves_takes_its_people_along(listing, alice) -> None:
    make_contact(listing=listing)
    make_contact(listing=listing, place="Linley")
    change_audience(listing, by=alice, place="Ashmere")
    assert sorted(Contact.objects.values_list("place", flat=True)) == ["Ashmere", "Linley"]
