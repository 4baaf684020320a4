"""Packs from a draft to a recall: who may know, who may approve, and what never changes."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core.problems import BadFile, Refused
from antiphon.network.tests.factories import make_membership, make_organisation, make_user
from antiphon.packs import actions, queries
from antiphon.packs.models import Pack, PackVersion
from antiphon.packs.tests.factories import (
    make_asset,
    make_pack,
    make_pack_version,
    make_reader,
    make_variant,
    picture,
)
from antiphon.signoff.models import Signature

pytestmark = pytest.mark.django_db
SOON = datetime.timedelta(days=2)


@pytest.fixture
def here():
    return make_organisation(name="Ashmere Partnership")


@pytest.fixture
def alice(here):
    return make_user(role="communications_officer", organisation=here, name="Alice")


@pytest.fixture
def dora(here):
    return make_user(role="director", organisation=here, name="Dora")


@pytest.fixture
def clinician(here):
    return make_user(role="clinical_approver", organisation=here, name="Clara")


@pytest.fixture
def charlie():
    return make_user(role="director", name="Charlie")


def whole(here, alice, **more):
    pack_more = {key: more.pop(key) for key in ("embargo_until", "public") if key in more}
    return make_pack_version(pack=make_pack(owner=here, written_by=alice, **pack_more), **more)


def approved(version, alice, dora):
    actions.ask(version, by=alice)
    return actions.approve(version, words=queries.words_of(queries.full(version)), by=dora)


def test_a_pack_is_written_and_another_person_approves_it(here, alice, dora):
    pack = actions.draft(here, title="One desk for everyone", by=alice)
    version = queries.drafts_of(pack)
    actions.write(version, headline="One desk for everyone", summary="One desk sees everyone who comes in.",
                  lines="Nobody is sent away.", by=alice)  # fmt: skip
    with pytest.raises(Refused) as refused:
        actions.ask(version, by=alice)
    assert "Name at least one role" in str(refused.value)
    actions.say_spokesperson(version, role="Head of the desk", by=alice)
    actions.say_fact(version, words="Four in ten came twice.", source="Count at the doors", by=alice)
    actions.say_slot(version, key="hours", label="When your desk is open", kind="text", most=60, by=alice)
    actions.say_variant(version, channel="web", subject="One desk", text="The desk is open. ((hours))", by=alice)
    assert queries.current(pack) is None
    actions.ask(version, by=alice)
    words = queries.words_of(queries.full(version))
    make_membership(user=alice, organisation=here, role="director")
    with pytest.raises(Refused, match="You wrote some"):
        actions.approve(version, words=words, by=alice)
    with pytest.raises(Refused, match="changed since"):
        actions.approve(version, words=words + "!", by=dora)
    done = actions.approve(version, words=words, by=dora)
    assert queries.current(pack) == done
    assert queries.intact(done)
    assert Signature.objects.get(purpose="approve").words == words
    assert [one.pack for one in queries.announced()] == [pack]


def test_what_is_approved_never_changes(here, alice, dora):
    version = approved(whole(here, alice), alice, dora)
    variant = version.variants.first()
    for change in (
        lambda: actions.write(version, headline="x", summary="", lines="", by=alice),
        lambda: actions.say_variant(version, channel="email", text="x", variant=variant, by=alice),
        lambda: actions.remove_part(variant, by=alice),
        lambda: actions.add_file(version, content=picture(), title="x", alternative="x", rights="x", by=alice),
    ):
        with pytest.raises(Refused, match="approved"):
            change()
    type(variant).objects.filter(pk=variant.pk).update(text="Somebody changed the row.")
    assert not queries.intact(version)


def test_a_change_after_asking_asks_anew(here, alice, dora):
    version = whole(here, alice)
    actions.ask(version, by=alice)
    actions.say_fact(version, words="One more.", source="A count", by=alice)
    with pytest.raises(Refused, match="not asked"):
        actions.approve(version, words=queries.words_of(queries.full(version)), by=dora)


def test_clinical_words_need_the_clinician_who_is_named(here, alice, dora, clinician):
    version = whole(here, alice)
    make_variant(version=version, channel="intranet", text="Give oxygen early. Ventilators are for those in intensive care.")
    with pytest.raises(Refused, match="sound clinical"):
        actions.ask(version, by=alice)
    said = {"headline": "Oxygen early", "summary": "What intensive care learnt.", "lines": "Act early."}
    actions.write(version, **said, clinical=True, clinical_approver=clinician, by=alice)
    actions.ask(version, by=alice)
    words = queries.words_of(queries.full(version))
    with pytest.raises(Refused, match="clinical approver has not signed"):
        actions.approve(version, words=words, by=dora)
    assert queries.to_approve(dora) == []
    assert queries.clinical_to_read(clinician) == [version]
    with pytest.raises(PermissionDenied):
        actions.read_clinically(version, words=words, by=dora)
    other = make_user(role="clinical_approver", organisation=here)
    with pytest.raises(Refused, match="Another person is named"):
        actions.read_clinically(version, words=words, by=other)
    actions.read_clinically(version, words=words, by=clinician)
    assert queries.to_approve(dora) == [version]
    assert actions.approve(version, words=words, by=dora).approved_at


def test_a_word_changed_after_the_clinician_signed_stops_it(here, alice, dora, clinician):
    version = whole(here, alice)
    said = {"headline": "Oxygen early", "summary": "What we learnt.", "lines": "Act early."}
    actions.write(version, **said, clinical=True, clinical_approver=clinician, by=alice)
    actions.ask(version, by=alice)
    actions.read_clinically(version, words=queries.words_of(queries.full(version)), by=clinician)
    actions.say_fact(version, words="One more.", source="A count", by=alice)
    actions.ask(version, by=alice)
    with pytest.raises(Refused, match="has not signed exactly these words"):
        actions.approve(version, words=queries.words_of(queries.full(version)), by=dora)


def test_a_clinician_cannot_approve_what_they_wrote(here, alice):
    both = make_user(role="communications_officer", organisation=here)
    make_membership(user=both, organisation=here, role="clinical_approver")
    version = whole(here, both)
    with pytest.raises(Refused, match="may not have written"):
        actions.write(version, headline="x", summary="x", lines="x", clinical=True, clinical_approver=both, by=both)


def test_under_embargo_only_the_list_knows(here, alice, dora, charlie):
    version = whole(here, alice, embargo_until=timezone.now() + SOON)
    pack = version.pack
    with pytest.raises(Refused, match="Nobody on the list may approve"):
        actions.ask(version, by=alice)
    for stranger in (dora, charlie):
        assert not Pack.objects.visible_to(stranger).exists()
        with pytest.raises(Http404):
            queries.pack_for(stranger, pack.slug)
    actions.list_reader(pack, user=dora, by=alice)
    approved(version, alice, dora)
    assert queries.announced() == []
    with pytest.raises(Http404):
        queries.announced_under(pack.slug)
    later = timezone.now() + SOON + datetime.timedelta(minutes=1)
    assert queries.announced_under(pack.slug, now=later).version == version
    officer = make_user(role="communications_officer", organisation=here)
    assert not Pack.objects.visible_to(officer).exists()
    assert Pack.objects.visible_to(officer, now=later).exists()


def test_a_partner_reads_what_is_approved_and_under_embargo_only_those_listed(here, alice, dora):
    there = make_organisation(name="Vale Hospitals")
    lead, colleague = (make_user(role="communications_officer", organisation=there) for _ in range(2))
    version = whole(here, alice, embargo_until=timezone.now() + SOON)
    make_reader(pack=version.pack, user=dora)
    actions.share(version.pack, organisations=[there], readers=[lead], by=alice)
    assert not Pack.objects.visible_to(lead).exists()  # a draft is nobody else's business
    approved(version, alice, dora)
    assert list(Pack.objects.visible_to(lead)) == [version.pack]
    assert not Pack.objects.visible_to(colleague).exists()
    with pytest.raises(PermissionDenied):
        actions.begin_version(version.pack, by=lead)


def test_the_embargo_of_approved_words_is_moved_by_somebody_who_did_not_write_them(here, alice, dora):
    version = whole(here, alice, embargo_until=timezone.now() + SOON)
    make_reader(pack=version.pack, user=dora)
    approved(version, alice, dora)
    with pytest.raises(Refused, match="another person must move"):
        actions.move_embargo(version.pack, until=None, by=alice)
    actions.move_embargo(version.pack, until=timezone.now() + 2 * SOON, by=dora)
    version.pack.refresh_from_db()
    assert version.pack.public_from == version.pack.embargo_until
    actions.move_embargo(version.pack, until=None, by=dora)
    with pytest.raises(Refused, match="public already"):
        actions.move_embargo(version.pack, until=timezone.now() + SOON, by=dora)


def test_a_new_version_begins_with_the_old_words_and_files_and_leaves_them(here, alice, dora):
    version = whole(here, alice)
    asset = make_asset(version=version)
    post = version.variants.get(channel="social")
    actions.say_variant(version, channel="social", text=post.text, picture=asset, variant=post, by=alice)
    approved(version, alice, dora)
    new = actions.begin_version(version.pack, by=alice)
    assert queries.intact(version)
    assert new.variants.count() == version.variants.count()
    copied = new.variants.get(channel="social").picture
    assert copied.version == new
    assert copied.file == asset.file
    assert not queries.locked_words_changed(version, new)
    web = new.variants.get(channel="web")
    actions.say_variant(new, channel="web", subject=web.subject, text=web.text + " Come in.", variant=web, by=alice)
    assert queries.locked_words_changed(version, new)
    assert queries.current(version.pack) == version
    with pytest.raises(Refused, match="already"):
        actions.begin_version(version.pack, by=alice)


def test_a_recall_says_why_and_what_to_do_and_ends_the_version(here, alice, dora):
    version = approved(whole(here, alice), alice, dora)
    with pytest.raises(Refused, match="Say why"):
        actions.recall(version, reason="It is wrong.", instead=" ", by=dora)
    actions.recall(version, reason="The number is wrong.", instead="Ring 111.", by=dora)
    assert queries.current(version.pack) is None
    assert queries.announced_under(version.pack.slug).recalled
    with pytest.raises(Refused, match="recalled already"):
        actions.recall(version, reason="x", instead="x", by=dora)


def test_the_clinical_approver_may_recall_what_they_signed(here, alice, clinician):
    pack = make_pack(owner=here, written_by=alice)
    version = make_pack_version(pack=pack, clinical=True, clinical_approver=clinician, approved=True)
    assert actions.recall(version, reason="New evidence.", instead="Follow the new page.", by=clinician).recalled_at


def test_a_file_has_words_and_leave_and_is_kept_once(here, alice):
    version = whole(here, alice)
    with pytest.raises(Refused, match="what it shows"):
        actions.add_file(version, content=picture(), title="The desk", alternative=" ", rights="Ours", by=alice)
    with pytest.raises(BadFile):
        actions.add_file(version, content=b"MZ", title="The desk", alternative="x", rights="Ours", by=alice)
    one, two = (actions.add_file(version, content=picture(), title="The desk", alternative="A desk", rights="Ours", by=alice)
                for _ in range(2))  # fmt: skip
    assert one.file == two.file
    actions.remove_asset(one, by=alice)
    assert queries.file_of(two).sha256 == two.file.sha256


def test_a_file_whose_leave_ends_before_it_goes_out_stops_it(here, alice):
    version = whole(here, alice)
    make_asset(version=version, rights_until=timezone.localdate() - datetime.timedelta(days=1))
    with pytest.raises(Refused, match="may not be used any more"):
        actions.ask(version, by=alice)


def test_two_people_writing_the_same_words_do_not_lose_any(here, alice):
    version = whole(here, alice)
    web = version.variants.get(channel="web")
    seen = web.text
    actions.say_variant(version, channel="web", subject="x", text="Mine. ((desk_hours))", variant=web, seen=seen, by=alice)
    with pytest.raises(Refused, match="Somebody else changed"):
        actions.say_variant(version, channel="web", subject="x", text="Yours. ((desk_hours))", variant=web, seen=seen, by=alice)


def test_posts_are_offered_once_and_never_before_their_moment(here, alice, dora):
    version = whole(here, alice, embargo_until=timezone.now() + SOON)
    make_reader(pack=version.pack, user=dora)
    approved(version, alice, dora)
    assert list(queries.posts_waiting(timezone.now())) == []
    later = timezone.now() + SOON + datetime.timedelta(minutes=1)
    assert list(queries.posts_waiting(later)) == [version]
    Pack.objects.update(embargo_until=None)
    version = PackVersion.objects.get(pk=version.pk)
    actions.offer_posts(version, by=alice)
    assert list(queries.posts_waiting(later)) == []


def test_a_post_put_up_by_hand_is_noted_with_its_link(here, alice, dora):
    version = whole(here, alice)
    post = version.variants.get(channel="social")
    with pytest.raises(Refused, match="not the approved one"):
        actions.note_posting(post, organisation=here, place="Facebook", link="https://social.example/1", by=alice)
    approved(version, alice, dora)
    posting = actions.note_posting(post, organisation=here, place="Facebook", link="https://social.example/1", by=alice)
    assert queries.postings_of(version) == [posting]
    with pytest.raises(Refused, match="already"):
        actions.note_posting(post, organisation=here, place="Facebook", link="https://social.example/1", by=alice)
