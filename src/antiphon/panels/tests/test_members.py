"""Taking members in, and letting them go (register row 65)."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import BadFile, Refused
from antiphon.delivery.models import Delivery
from antiphon.delivery.tasks import deliver
from antiphon.network.models import User
from antiphon.network.tests.factories import make_user
from antiphon.panels.actions import asks, members
from antiphon.panels.models import Member, Panel
from antiphon.panels.queries import panels as queries
from antiphon.panels.rules import Needs
from antiphon.panels.tasks import forget_due
from antiphon.panels.tests.factories import make_ask, make_invitation, make_member, make_panel, make_panel_partner, make_seat
from antiphon.people.actions import Contact
from antiphon.people.queries import known, reach_of

pytestmark = pytest.mark.django_db
GRACE = Contact("Grace Example", "home@example.org", "01632 960101", "1 High Street")


@pytest.fixture
def panel() -> Panel:
    return make_panel()


@pytest.fixture
def alice(panel: Panel) -> User:
    return panel.lead


def names(panel: Panel) -> list[str]:
    return [one.name for one in queries.with_names(queries.members_of(panel))]


def test_add_keeps_name_and_profile_apart_and_sealed(panel, alice):
    member = members.add(panel, contact=GRACE, profile={"age": "65 to 74"}, needs=Needs(formats=("large_print",)), by=alice)
    assert names(panel) == ["Grace Example"]
    assert member.profile == {"age": "65_74"}
    with connection.cursor() as cursor:
        cursor.execute("select profile, needs from panels_member")
        stored = "".join(cursor.fetchone())
    assert "65" not in stored
    assert "large" not in stored


def test_two_people_at_one_address_are_two_members_and_the_same_person_is_one(panel, alice):
    members.add(panel, contact=GRACE, by=alice)
    ken = members.add(panel, contact=Contact("Ken Example", "HOME@example.org"), by=alice)
    assert ken.envelope == 2
    assert [one.shares for one in queries.with_names(queries.members_of(panel))] == [True, True]
    with pytest.raises(Refused, match="already"):
        members.add(panel, contact=Contact(" grace  example", "home@EXAMPLE.org"), by=alice)


@pytest.mark.parametrize(("contact", "needs", "why"), [
    (Contact("Grace"), Needs(), "nobody can reach"),
    (Contact("", "a@example.org"), Needs(), "name"),
    (Contact("Grace", "a@example.org"), Needs(way="telephone"), "telephone number"),
    (Contact("Grace", "a@example"), Needs(), "correct format"),
])  # fmt: skip
def test_add_says_what_is_missing_and_keeps_nothing(panel, alice, contact, needs, why):
    with pytest.raises(Refused, match=why):
        members.add(panel, contact=contact, needs=needs, by=alice)
    assert not Member.objects.exists()


def test_add_is_for_those_who_run_the_panel(panel):
    with pytest.raises(PermissionDenied):
        members.add(panel, contact=GRACE, by=make_user(role="analyst", organisation=panel.owner))
    with pytest.raises(Http404):
        members.add(panel, contact=GRACE, by=make_user(role="director"))
    reader = make_user(role="engagement_lead", organisation=make_panel_partner(panel=panel, way="reads").organisation)
    with pytest.raises(PermissionDenied):
        members.add(Panel.objects.get(pk=panel.pk), contact=GRACE, by=reader)


FILE = """name,email,telephone,address,age,ethnic group,disability,digital use,place,contact,formats,language,joined
Grace Example,home@example.org,,,65 to 74,White,Limited a little,sometimes,Vale,,large print,,01/02/2026
Ken Example,home@example.org,,,75_over,White,no,never,vale,,,,
Ada Example,,01632 960102,,25_34,prefer not to say,no,often,Ashmere,telephone only,BSL,,
Grace Example,HOME@example.org,,,65_74,white,little,sometimes,Vale,,,,
"""


def test_import_takes_each_person_once(panel, alice):
    brought = members.import_file(panel, file=io.BytesIO(FILE.encode()), by=alice)
    assert (brought.added, brought.already) == (3, 1)
    again = members.import_file(panel, file=io.BytesIO(FILE.encode("utf-8-sig")), by=alice)
    assert (again.added, again.already) == (0, 4)
    found = {one.name: one.member for one in queries.with_names(queries.members_of(panel))}
    assert list(found) == ["Ada Example", "Grace Example", "Ken Example"]
    assert found["Ada Example"].access == Needs(way="telephone", formats=("bsl",))
    assert found["Grace Example"].joined_on == datetime.date(2026, 2, 1)
    assert found["Grace Example"].term_ends_on == datetime.date(2028, 2, 1)
    assert sorted(member.envelope for member in found.values()) == [1, 1, 2]


def test_import_of_a_file_with_anything_wrong_takes_nothing_and_says_which_row(panel, alice):
    file = FILE + "Bad Example,not an address,,,12,White,no,often,Atlantis,post,Klingon,,31/02/2026\n,,,,,,,,,,,,x\n"
    with pytest.raises(BadFile) as problem:
        members.import_file(panel, file=io.BytesIO(file.encode()), by=alice)
    assert not Member.objects.exists()
    assert {row for row, _ in problem.value.rows} == {6, 7}
    said = " ".join(reason for row, reason in problem.value.rows if row == 6)
    assert all(word in said for word in ("name@example.org", "age", "Atlantis", "Klingon", "31/02/2026", "post"))
    assert problem.value.accepted == 4


@pytest.mark.parametrize("content", [
    b"", b"\n", b"PK\x03\x04zip", b"\xff\xfen\x00", b"name\n", b"who,where\nA,B\n", b"name,name\na,b\n",
    b'name\n"half', b"name\n\x00\n",
])  # fmt: skip
def test_import_of_what_is_no_file_of_members_says_so(panel, alice, content):
    with pytest.raises(BadFile):
        members.import_file(panel, file=io.BytesIO(content), by=alice)


def test_a_telephone_number_is_a_way_to_reach_somebody(panel, alice):
    member = members.add(panel, contact=Contact("Ada", telephone="01632 960 102"), by=alice)
    assert known([member.person])[member.person].telephone == "01632 960 102"
    with pytest.raises(Refused, match="no postal address"):
        members.set_needs(member, needs=Needs(way="post"), by=Visitor())


def test_leaving_by_the_link_stops_messages_at_once(panel, alice, mailbox):
    grace = members.add(panel, contact=GRACE, by=alice)
    ken = members.add(panel, contact=Contact("Ken Example", "home@example.org"), by=alice)
    ask = make_ask(panel=panel, size=2, characteristics=[])
    seat = make_seat(member=grace, group=make_seat(member=ken).group)
    asks.draw(ask, by=alice)
    asks.send(ask, by=alice)
    assert Delivery.objects.filter(status="waiting").count() == 2
    found = queries.member_by_link(queries.path_of(grace).split("/")[2])
    for _ in range(2):
        members.leave(found, by=Visitor())
    grace.refresh_from_db()
    seat.refresh_from_db()
    assert grace.left_at
    assert seat.left_on
    assert names(panel) == ["Ken Example"]
    wanted = reach_of([grace.person, ken.person])
    assert (wanted[grace.person].wants_reply, wanted[ken.person].wants_reply) == (False, True)
    assert not asks_can_reach(grace)


def asks_can_reach(member: Member) -> bool:
    from antiphon.panels.queries.asks import barred

    return not barred(member.panel, [member])


@pytest.mark.django_db(transaction=True)
def test_a_message_that_waits_is_not_sent_to_somebody_who_left_and_is_to_who_shares_the_address(mailbox):
    panel = make_panel()
    grace = members.add(panel, contact=GRACE, by=panel.lead)
    members.add(panel, contact=Contact("Ken Example", "home@example.org"), by=panel.lead)
    ask = make_ask(panel=panel, size=2, characteristics=[])
    asks.draw(ask, by=panel.lead)
    asks.send(ask, by=panel.lead)
    members.leave(grace, by=Visitor())
    deliver()
    assert [message["To"].addresses[0].display_name for message in mailbox.messages] == ["Ken Example"]
    assert "Dear Ken Example" in mailbox.messages[0].get_body(("plain",)).get_content()


def test_a_broken_link_is_nobody_s(panel):
    member = make_member(panel=panel)
    link = queries.path_of(member).split("/")[2]
    assert queries.member_by_link(link) == member
    for wrong in (link[:-1], f"{member.pk + 1}{link[link.index('~'):]}", str(member.pk), "", "~", "x~y"):
        assert queries.member_by_link(wrong) is None


def test_rest_and_wake(panel, alice):
    member = make_member(panel=panel)
    invitation = make_invitation(member=member, status="drawn")
    members.rest(member, by=Visitor())
    invitation.refresh_from_db()
    assert invitation.status == "withdrawn"
    assert not asks_can_reach(member.__class__.objects.get(pk=member.pk))
    members.wake(member, by=alice)
    assert asks_can_reach(member.__class__.objects.get(pk=member.pk))


def test_terms_end_and_are_renewed(panel, alice):
    today = timezone.localdate()
    ago = [today - datetime.timedelta(days=days) for days in (800, 1)]
    over = make_member(panel=panel, joined_on=ago[0], term_ends_on=ago[1])
    soon = make_member(panel=panel, term_ends_on=today + datetime.timedelta(days=30))
    make_member(panel=panel)
    assert list(queries.terms_ending(panel, today)) == [over, soon]
    members.end_terms([over], by=alice)
    members.renew([soon], by=alice)
    assert list(queries.terms_ending(panel, today)) == []
    over.refresh_from_db()
    soon.refresh_from_db()
    assert over.left_because == "term"
    assert (soon.term_ends_on - today).days > 700
    with pytest.raises(Refused, match="left"):
        members.renew([over], by=alice)


def test_forgetting_blanks_everything_and_keeps_the_row(panel, alice):
    member = members.add(panel, contact=GRACE, profile={"age": "65_74"}, needs=Needs(formats=("bsl",)), by=alice)
    with pytest.raises(Refused, match="still a member"):
        members.forget(member, by=alice)
    members.leave(member, erase=True, by=Visitor())
    member.refresh_from_db()
    assert (member.profile, member.needs, member.person_key) == ({}, {}, "")
    assert known([member.person]) == {}
    assert queries.member_by_link(queries.path_of(member).split("/")[2]) is None
    assert members.add(panel, contact=GRACE, by=alice).pk != member.pk


def test_members_who_left_two_years_ago_are_forgotten_at_night(panel):
    long_ago = timezone.now() - datetime.timedelta(days=731)
    gone = make_member(panel=panel, left_at=long_ago, left_because="term")
    stays = make_member(panel=panel, left_at=timezone.now(), left_because="asked")
    assert forget_due(pretend=True) == 1
    assert forget_due() == 1
    assert forget_due() == 0
    assert Member.objects.get(pk=gone.pk).erased_at
    assert not Member.objects.get(pk=stays.pk).erased_at


def test_correcting_an_address_keeps_letters_apart(panel, alice):
    grace = members.add(panel, contact=GRACE, by=alice)
    ken = members.add(panel, contact=Contact("Ken Example", "ken@example.org"), by=alice)
    members.correct(ken, contact=Contact("Ken Example", "home@example.org"), by=alice)
    ken.refresh_from_db()
    assert (grace.envelope, ken.envelope) == (1, 2)
    with pytest.raises(Refused, match="already"):
        members.correct(ken, contact=GRACE, by=alice)


def test_the_profile_that_everyone_may_see_hides_small_numbers(panel):
    for age in ["65_74"] * 12 + ["15_24"] * 3 + ["25_34"] * 15:
        make_member(panel=panel, profile={"age": age})
    rows = {row.words: str(row.members) for one in queries.balance(panel) for row in one.rows}
    assert rows["15 to 24"] == "fewer than 10"
    assert "3" not in rows.values()
    assert list(rows.values()).count("fewer than 10") == 2  # one more is hidden, so that 30 less the others does not tell
    assert rows["25 to 34"] == "15"


def test_machines_may_not_add(panel):
    with pytest.raises(Http404):
        members.add(panel, contact=GRACE, by=Machine("x"))
