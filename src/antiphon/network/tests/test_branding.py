"""Joint branding (register row 51): rules for each partner, uploaded logos, an order, and what lacks a name is flagged."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core.problems import BadFile, Refused
from antiphon.network import actions, queries
from antiphon.network.branding import Mark, flags, in_order
from antiphon.network.doors import asset_file, logo_file
from antiphon.network.tests.factories import make_brand, make_organisation, make_picture, make_user

TRUST = Mark(1, "Ashmere General Hospitals NHS Trust", ("Ashmere General", "AGH"))
COUNCIL, VOICES = Mark(2, "Ashmere City Council"), Mark(3, "The Vale Voices", required=False)


def kinds(text, *marks):
    return [(one.kind, one.name) for one in flags(text, marks)]


def test_a_required_name_that_is_missing_is_flagged():
    both = "Ashmere General Hospitals\n NHS Trust and Ashmere City Council"
    assert kinds(both, TRUST, COUNCIL, VOICES) == []
    assert kinds("Ashmere City Council", TRUST, COUNCIL) == [("missing", TRUST.name)]
    assert kinds("", TRUST, VOICES) == [("missing", TRUST.name)]
    assert kinds("Ashmere City Councillors", COUNCIL) == [("missing", COUNCIL.name)]


def test_other_ways_of_writing_and_another_order_are_flagged():
    assert kinds("ASHMERE CITY COUNCIL", COUNCIL) == [("written", COUNCIL.name)]
    whole = f"{TRUST.name}. Come to Ashmere General."
    assert kinds(whole, TRUST) == [("avoided", TRUST.name)]
    assert kinds(f"{COUNCIL.name}, {TRUST.name}", TRUST, COUNCIL) == [("order", "")]


def test_whoever_leads_stands_first_or_the_alphabet_rules():
    names = [TRUST, COUNCIL, VOICES]
    assert [one.organisation for one in in_order(names, lead=3)] == [3, 2, 1]
    assert [one.organisation for one in in_order(names, lead=3, order="alphabet")] == [2, 1, 3]


@pytest.mark.django_db
def test_an_organisation_says_how_it_is_named_and_others_do_not_say_it_for_it():
    alice = make_user(role="communications_officer")
    own = alice.memberships.get().organisation
    brand = actions.say_brand(own, name=" Vale  Trust ", avoid=["VT", ""], logo=make_picture(kind="JPEG"), logo_alt="Vale Trust",
                              logo_rights="Ours. Partners may use it.", by=alice)  # fmt: skip
    assert (brand.name, brand.avoid, bytes(brand.logo)[:4]) == ("Vale Trust", ["VT"], b"\x89PNG")
    again = actions.say_brand(own, name="Vale Trust", logo_alt="Vale Trust", logo_rights="Ours.", by=alice)
    assert again.logo
    gone = actions.say_brand(own, name="Vale Trust", without_logo=True, by=alice)
    assert (gone.logo, gone.logo_alt) == (None, "")
    for wrong, said in (({"name": " "}, "Enter the name"), ({"order": "size"}, "order"), ({"avoid": ["vale trust"]}, "itself"),
                        ({"logo": make_picture()}, "shows"), ({"logo": make_picture(), "logo_alt": "V"}, "owns")):  # fmt: skip
        with pytest.raises(Refused, match=said):
            actions.say_brand(own, **{"name": "Vale Trust", **wrong}, by=alice)
    with pytest.raises(PermissionDenied):
        actions.say_brand(own, name="Other", by=make_user(role="reader", organisation=own))
    with pytest.raises(Http404):
        actions.say_brand(own, name="Other", by=make_user(role="director"))


@pytest.mark.django_db
def test_marks_come_in_the_order_of_whoever_leads_and_say_what_they_lack():
    lead, other = make_organisation(name="Zeta Board"), make_organisation(name="Alpha Council")
    make_brand(organisation=lead, name="Zeta Board")
    marks = queries.marks_of([other.pk, lead.pk, other.pk], lead=lead.pk)
    assert [(one.name, one.said) for one in marks] == [("Zeta Board", True), ("Alpha Council", False)]
    assert [bool(one.lacks) for one in marks] == [True, True]


@pytest.mark.parametrize("content", [b"", b"<svg onload='alert(1)'/>", b"GIF89a", make_picture(20, 20), make_picture(4100, 70),
                                     make_picture()[:60], b"x" * (logo_file.LARGEST + 1)])  # fmt: skip
def test_a_logo_that_is_no_good_picture_is_refused(content):
    with pytest.raises(BadFile):
        logo_file.read(content)


def office(part: str, words: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, words)
    return file.getvalue()


def test_words_are_read_from_what_people_make():
    page = "<a:p xmlns:a='x'><a:t>Ashmere City </a:t><a:t>Council</a:t></a:p>"
    assert "Ashmere City Council" in asset_file.words("x.pptx", office("ppt/slides/slide1.xml", page))
    assert "Ashmere City Council" in asset_file.words("x.docx", office("word/document.xml", page))
    assert "Ashmere City Council" not in asset_file.words("x.html", b"<script>Ashmere City Council</script><p>Vale &amp; Co</p>")
    assert "Vale & Co" in asset_file.words("x.html", b"<p>Vale &amp; Co</p>")
    assert asset_file.words("x.txt", "Café".encode("cp1252")) == "Café"


@pytest.mark.parametrize("content", [
    b"PK nonsense", b"%PDF-1.7", b"\x00\x01", office("other.xml", "<a/>"), office("word/document.xml", "<a"),
    office("word/document.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), office("word/document.xml", " " * (21 << 20)),
])  # fmt: skip
def test_a_file_that_cannot_be_read_says_so(content):
    with pytest.raises(BadFile):
        asset_file.words("x.docx", content)


@pytest.mark.django_db
def test_a_list_to_tick_has_the_bodies_at_work_here_and_not_the_whole_register():
    today = timezone.localdate()
    works, named, kept = make_user(role="director").memberships.get().organisation, make_brand().organisation, make_organisation()
    left = make_user(role="director").memberships.get()
    left.ends_on = today
    left.save()
    make_organisation(name="A practice in the register")
    assert set(queries.organisations_at_work(today)) == {works, named}
    assert set(queries.organisations_at_work(today, also=[kept.pk])) == {works, named, kept}
