"""The pages of announcements: who meets which, in a constant number of queries, and what the public reads and when."""

import datetime
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from antiphon.config.walls import PUBLIC, Scope, within
from antiphon.delivery.models import Notice
from antiphon.delivery.tests.factories import make_endpoint
from antiphon.engagement.tests.factories import make_engagement
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.packs import actions, queries
from antiphon.packs.models import Asset, File, Pack, PackVersion
from antiphon.packs.tasks import offer_waiting
from antiphon.packs.tests.factories import (
    approve_as_is,
    make_asset,
    make_pack,
    make_pack_partner,
    make_pack_version,
    make_reader,
    make_variant,
    picture,
)
from tests.access.pack_rows import more_of_an_announcement, of_an_announcement
from tests.access.world import staff_addresses
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
ROOM = "workspace:packs:"
WRITES = ("ask", "begin", "unlist", "remove")


def addresses(rows):
    for name, route in staff_addresses():
        if name.startswith(ROOM):
            yield name, reverse(name, kwargs={key: rows[key] for key in re.findall(r"<\w+:(\w+)>", route)})


@pytest.fixture
def engagement():
    return make_engagement()


@pytest.fixture
def rows(engagement):
    return of_an_announcement(engagement)


def test_a_stranger_finds_nothing_and_nobody_gets_in(rows):
    stranger = signed_in_client(make_user(role="director"))
    for name, address in addresses(rows):
        if name not in (f"{ROOM}list", f"{ROOM}new"):
            assert stranger.get(address).status_code in (404, 405), name
            assert stranger.post(address).status_code in (404, 405), name
        assert Client().get(address).status_code == 302, name


def test_every_page_opens_for_those_who_write_and_no_query_grows(engagement, rows):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted():
        found = {}
        for name, address in addresses(rows):
            if name.removeprefix(ROOM) in WRITES or name.endswith((":clinical", ":pdf", ":open")):
                continue
            client = signed_in_client(director if name.endswith(":approve") else writer)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200, name
            found[name] = len(caught)
        return found

    writer = make_user(role="engagement_lead", organisation=engagement.owner)
    director = make_user(role="director", organisation=engagement.owner)
    for number in range(2):
        more_of_an_announcement(rows, number)
    counted()  # what is read once and kept
    before = counted()
    for number in range(2, 8):
        more_of_an_announcement(rows, number)
    assert counted() == before


def test_who_only_reads_changes_nothing(engagement, rows):
    reader = signed_in_client(make_user(role="reader", organisation=engagement.owner))
    for name, address in addresses(rows):
        assert reader.post(address, {"words": "x"}).status_code in (403, 404, 405), name


def test_a_partner_reads_the_approved_version_and_no_draft(engagement, rows):
    there = make_organisation()
    make_pack_partner(pack=Pack.objects.get(slug=rows["pack"]), organisation=there)
    client = signed_in_client(make_user(role="communications_officer", organisation=there))
    assert client.get(reverse(f"{ROOM}version", args=[rows["pack"], 1])).status_code == 200
    assert client.get(reverse(f"{ROOM}version", args=[rows["pack"], 2])).status_code == 404
    assert client.post(reverse(f"{ROOM}begin", args=[rows["pack"]])).status_code == 403


def test_an_embargo_hides_every_page_file_and_feed_from_all_who_are_not_listed():
    here = make_organisation()
    alice = make_user(role="communications_officer", organisation=here)
    colleague = make_user(role="director", organisation=here)
    until = timezone.now() + datetime.timedelta(days=1)
    pack = make_pack(owner=here, written_by=alice, embargo_until=until, title="Nobody knows", slug="nobody-knows")
    version = make_pack_version(pack=pack, approved=True)
    asset = make_asset(version=version)
    inside = [reverse(f"{ROOM}{name}", args=[pack.slug, *more]) for name, more in (
        ("pack", []), ("version", [1]), ("pdf", [1]), ("open", [1, asset.pk]), ("look", [1, version.variants.first().pk]),
    )]  # fmt: skip
    outside = [f"/announcements/nobody-knows/{tail}" for tail in ("", "announcement.pdf", f"files/{asset.pk}/", "en/standard/",
                                                                  "en/standard/words.pdf")]  # fmt: skip
    listed, other, public = signed_in_client(alice), signed_in_client(colleague), Client()
    for address in inside:
        assert listed.get(address).status_code == 200, address
        assert other.get(address).status_code == 404, address
    for address in outside:
        assert public.get(address).status_code == 404, address
    for address in ("/announcements/", "/announcements/feed.atom", "/announcements/feed.rss"):
        assert b"Nobody knows" not in public.get(address).content
    for address in (reverse(f"{ROOM}list"), reverse("workspace:home:worklist"), reverse("workspace:saying:words")):
        assert b"Nobody knows" not in other.get(address).content
    Pack.objects.update(embargo_until=timezone.now(), public_from=timezone.now())
    for address in outside:
        assert public.get(address).status_code == 200, address
    for address in inside:
        assert other.get(address).status_code == 200, address
    for address in ("/announcements/", "/announcements/feed.atom", "/announcements/feed.rss"):
        assert b"Nobody knows" in public.get(address).content


def test_what_is_recalled_says_why_and_shows_nothing_else():
    pack = make_pack()
    version = make_pack_version(pack=pack, approved=True)
    asset = make_asset(version=version)
    director = make_user(role="director", organisation=pack.owner)
    actions.recall(version, reason="The number was wrong.", instead="Ring 111.", by=director)
    client = Client()
    page = client.get(f"/announcements/{pack.slug}/").content.decode()
    assert "The number was wrong." in page
    assert "Ring 111." in page
    assert "The new desk is open" not in page
    assert client.get(f"/announcements/{pack.slug}/files/{asset.pk}/").status_code == 410
    assert client.get(f"/announcements/{pack.slug}/en/standard/words.pdf").status_code == 410
    for feed in ("atom", "rss"):
        assert f"Recalled: {version.headline}" in client.get(f"/announcements/feed.{feed}").content.decode()


def test_feeds_are_well_formed_whatever_the_words():
    import xml.etree.ElementTree as xml

    version = make_pack_version(headline="Beds & <b>bays</b> \x0b", summary="1 < 2 & “so on”", approved=True)
    atom = "{http://www.w3.org/2005/Atom}"
    for feed, path in (("atom", f"{atom}entry/{atom}title"), ("rss", "channel/item/title")):
        root = xml.fromstring(Client().get(f"/announcements/feed.{feed}").content)
        assert [one.text for one in root.findall(path)] == [version.headline.replace("\x0b", "")]


def test_the_public_page_speaks_other_languages_and_formats_and_never_shows_notes():
    version = make_pack_version(notes="Do not say who asked.", approved=True)
    make_variant(version=version, channel="web", language="ar", subject="مكتب جديد", text="المكتب مفتوح.")
    make_variant(version=version, channel="web", format="easy_read", subject="A new desk", text="There is a new desk.")
    slug, client = version.pack.slug, Client()
    page = client.get(f"/announcements/{slug}/").content.decode()
    assert 'lang="ar"' in page
    assert "Do not say" not in page
    arabic = client.get(f"/announcements/{slug}/ar/standard/").content.decode()
    assert '<div lang="ar" dir="rtl"' in arabic
    assert "There is a new desk." in client.get(f"/announcements/{slug}/en/easy_read/").content.decode()
    assert client.get(f"/announcements/{slug}/fr/standard/").status_code == 404
    assert client.get(f"/announcements/{slug}/ar/standard/words.pdf").content[:5] == b"%PDF-"


def test_the_pdf_is_tagged_and_says_draft_or_embargo():
    from io import BytesIO

    from pypdf import PdfReader

    pack = make_pack(embargo_until=timezone.now() + datetime.timedelta(days=1))
    make_pack_version(pack=pack, notes="Only for us.")
    client = signed_in_client(pack.written_by)
    address = reverse(f"{ROOM}pdf", args=[pack.slug, 1])
    for tail in ("", "?large"):
        found = PdfReader(BytesIO(client.get(address + tail).content))
        words = " ".join(one.extract_text() for one in found.pages)
        assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert "DRAFT, not approved" in words
        assert "UNDER EMBARGO until" in words
        assert "Only for us." in words


def test_those_who_write_hear_before_the_leave_to_show_a_file_ends():
    version = make_pack_version(approved=True)
    writer, today = version.pack.written_by, timezone.localdate()
    asset = make_asset(version=version, title="The old desk", rights_until=today + datetime.timedelta(days=20))
    make_asset(version=version, rights_until=None)
    asked = "Leave to show a file ends"
    assert asked not in signed_in_client(writer).get("/workspace/").content.decode()
    Asset.objects.filter(pk=asset.pk).update(rights_until=today + datetime.timedelta(days=14))
    assert "The old desk, in " in signed_in_client(writer).get("/workspace/").content.decode()
    reader = make_user(role="reader", organisation=version.pack.owner)
    assert list(queries.leave_ends(reader, today + datetime.timedelta(days=14))) == []
    make_pack_version(pack=version.pack, number=2, approved=True)
    assert list(queries.leave_ends(writer, today + datetime.timedelta(days=14))) == []


def test_pictures_stand_on_paper_and_everywhere_only_as_long_as_we_have_leave():
    from io import BytesIO

    from pypdf import PdfReader

    version = make_pack_version(approved=True)
    asset = make_asset(version=version, rights_until=timezone.localdate())
    make_variant(version=version, channel="poster", subject="A new desk", text="There is a new desk.", picture=asset)
    version.variants.filter(channel="web").update(picture=asset)
    client, address = Client(), f"/announcements/{version.pack.slug}/"

    def shown():
        papers = [PdfReader(BytesIO(client.get(address + one).content)) for one in ("announcement.pdf", "en/standard/words.pdf")]
        assert all(one.trailer["/Root"]["/MarkInfo"]["/Marked"] for one in papers)
        counted = [sum(len(leaf.images) for leaf in one.pages) for one in papers]
        page = client.get(address).content.decode()
        return counted, client.get(f"{address}files/{asset.pk}/").status_code, page.count(f"files/{asset.pk}/")

    assert shown() == ([1, 1], 200, 2)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        assert shown() == ([0, 0], 404, 0)


def test_an_announcement_goes_from_words_to_the_public_page_on_the_screens():
    here = make_organisation()
    officer = make_user(role="communications_officer", organisation=here, name="Alice")
    alice, dora = signed_in_client(officer), signed_in_client(make_user(role="director", organisation=here, name="Dora"))
    alice.post(reverse(f"{ROOM}new"), {"title": "One desk", "public": "yes"})
    base = "/workspace/sending/packs/one-desk/versions/1/"
    alice.post(f"{base}write/", {"headline": "One desk", "summary": "One desk for all.", "lines": "Nobody is sent away.",
                                 "clinical": "no", "contact": "The press desk"})  # fmt: skip
    alice.post(f"{base}speaks/new/", {"role": "Head of the desk", "user": officer.pk})
    alice.post(f"{base}places/new/", {"label": "Hours", "key": "hours", "kind": "text", "most": "60", "words": "Nine to five."})
    alice.post(f"{base}words/new/", {"channel": "web", "language": "en", "format": "standard", "subject": "One desk",
                                     "text": "The desk is open. ((hours))"})  # fmt: skip
    one = {"title": "The desk", "rights": "Ours"}
    sent = alice.post(f"{base}files/new/", {**one, "file": SimpleUploadedFile("d.png", picture())})
    assert "Say in words what it shows" in sent.content.decode()
    one["alternative"] = "Two people at a desk"
    alice.post(f"{base}files/new/", {**one, "file": SimpleUploadedFile("d.png", picture())})
    bad = alice.post(f"{base}files/new/", {**one, "file": SimpleUploadedFile("d.png", b"MZ")})
    assert "no picture (JPEG or PNG) and no PDF" in bad.content.decode()
    alice.post(f"{base}ask/")
    version = PackVersion.objects.get()
    assert version.asked_at
    page = dora.get(f"{base}approve/").content.decode()
    assert "Nobody is sent away." in page
    assert "Read and approve an announcement" in dora.get(reverse("workspace:home:worklist")).content.decode()
    dora.post(f"{base}approve/", {"words": queries.words_of(queries.full(version)).replace("\n", "\r\n")})
    public = Client().get("/announcements/one-desk/").content.decode()
    assert "The desk is open. Nine to five." in public
    assert "Two people at a desk" in public
    assert alice.get(f"{base}write/").status_code == 404


def test_approved_posts_are_offered_to_other_systems_once():
    pack = make_pack()
    endpoint = make_endpoint(organisation=pack.owner, kinds=["post.approved"])
    version = make_pack_version(pack=pack)
    asset = make_asset(version=version)
    version.variants.filter(channel="social").update(picture=asset)
    assert offer_waiting() == 0
    approve_as_is(version)
    assert [offer_waiting(), offer_waiting()] == [1, 0]
    facts = Notice.objects.get(endpoint=endpoint).facts
    assert facts["text"] == "The new desk is open."
    assert facts["picture"]["alternative"] == "Two people talk at a low desk."
    assert Client().get(facts["picture"]["link"].split("8000")[1]).status_code == 200


def test_a_reader_is_put_on_the_list_and_taken_off():
    pack = make_pack(embargo_until=timezone.now() + datetime.timedelta(days=1))
    make_pack_version(pack=pack)
    dora = make_user(role="director", organisation=pack.owner)
    client = signed_in_client(pack.written_by)
    client.post(reverse(f"{ROOM}readers", args=[pack.slug]), {"user": dora.pk})
    assert signed_in_client(dora).get(reverse(f"{ROOM}pack", args=[pack.slug])).status_code == 200
    client.post(reverse(f"{ROOM}unlist", args=[pack.slug, make_reader(pack=pack, user=dora).pk]))
    assert signed_in_client(dora).get(reverse(f"{ROOM}pack", args=[pack.slug])).status_code == 404


def test_the_second_wall_hides_an_embargo_from_the_public_site_when_a_query_forgets_to_ask():
    hidden = make_pack_version(pack=make_pack(embargo_until=timezone.now() + datetime.timedelta(days=1)), approved=True)
    make_asset(version=hidden)
    inside = make_pack_version(pack=make_pack(public=False), approved=True)
    there = make_pack_version(approved=True)
    make_pack_version(pack=there.pack)  # a draft of a public announcement
    with within(Scope(PUBLIC)):
        assert list(Pack.objects.all()) == [there.pack]
        assert not PackVersion.objects.filter(pack__in=[hidden.pack_id, inside.pack_id]).exists()
        assert list(PackVersion.objects.all()) == [there]
        assert not Asset.objects.exists()
        assert not File.objects.exists()
        assert Pack.objects.filter(pk=there.pack_id).update(title="Changed") == 0
    with within(Scope("workspace", frozenset({hidden.pack.owner_id}))):
        assert list(Pack.objects.all()) == [hidden.pack]
