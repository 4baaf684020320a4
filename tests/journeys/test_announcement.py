"""An announcement from its first words to the public page, and a clinical one that waits, goes and is taken back: a11, a12,
register rows 30 and 36.

Told as sentences, in a real browser.
"""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.network.models import Organisation
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.packs import queries
from antiphon.packs.models import Pack
from antiphon.packs.tests.factories import approve_as_is, make_pack, make_pack_version, make_reader, make_variant, picture
from antiphon.public.setup import ensure_site
from tests.journeys.people import member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Organisation:
    ensure_site()
    return make_organisation(name="Ashmere Board")


def test_a11_an_announcement_is_written_approved_and_kept_under_embargo_until_its_moment(
    browser: Browser, live_server: Any, here: Organisation, tmp_path: Path
):
    tom = staff(browser, live_server, make_user(role="communications_officer", organisation=here, name="Tom"))
    priya_ = make_user(role="director", organisation=here, name="Priya")
    tom.opens("/workspace/sending/")
    tom.follows("Announcements")
    tom.presses("Write an announcement")
    tom.fills(What_is_it_called="One desk for everyone")
    tom.dates("Until which day does nobody else know?", timezone.localdate() + datetime.timedelta(days=3))
    tom.presses("Go on to the words")
    tom.fills(What_is_it_about="One desk sees everyone who comes in.", Lines_to_take="Nobody is sent away.")
    tom.presses("Save")
    tom.sees("Until", "only those on the list know of this", "Name at least one role that speaks for you")
    tom.follows("Add who speaks")
    tom.fills(Role="Director")
    tom.presses("Save")
    tom.follows("Write for a channel")
    tom.page.get_by_label("Channel").select_option("web")
    tom.fills(Subject_or_heading="One desk for everyone", The_words="The desk is open from 8am to 8pm.")
    tom.presses("Save")
    file = tmp_path / "desk.png"
    file.write_bytes(picture())
    tom.follows("Add a picture or PDF")
    tom.page.locator("input[type=file]").set_input_files(file)
    tom.fills(Title="The desk", Who_made_it="Drawn by us")
    tom.presses("Save")
    tom.sees("Say in words what it shows or says")
    tom.page.locator("input[type=file]").set_input_files(file)
    tom.fills(What_does_it_show="Two people at a low desk")
    tom.presses("Save")
    tom.presses("Ask for approval")
    tom.sees("Nobody on the list may approve it")
    tom.follows("One desk for everyone")
    tom.follows("Who may know")
    tom.page.get_by_label("Who may know?").select_option(label="Priya")
    tom.presses("Put on the list")
    tom.opens("/workspace/sending/packs/one-desk-for-everyone/versions/1/")
    tom.presses("Ask for approval")
    tom.sees("It waits for another person than its writers")
    stranger = staff(browser, live_server, make_user(role="director", organisation=here, name="Not listed"))
    stranger.opens("/workspace/sending/packs/")
    stranger.does_not_see("One desk for everyone")
    priya = staff(browser, live_server, priya_)
    priya.opens("/workspace/")
    priya.takes_up("Read and approve an announcement")
    priya.sees("The desk is open from 8am to 8pm.", "Two people at a low desk")
    priya.presses("Approve these words")
    priya.sees("It is approved. It never changes from now on.")
    ada = member_of_the_public(browser, live_server)
    ada.opens("/announcements/")
    ada.sees("Nothing has been announced yet.")
    Pack.objects.update(embargo_until=timezone.now(), public_from=timezone.now())  # and its moment comes
    ada.opens("/announcements/")
    ada.follows("One desk for everyone")
    ada.sees("The desk is open from 8am to 8pm.", "Two people at a low desk", "All of it in large print (PDF)")


def test_a12_clinical_words_wait_for_their_clinician_then_go_and_a_recall_is_seen_by_all(
    browser: Browser, live_server: Any, here: Organisation
):
    officer = make_user(role="communications_officer", organisation=here, name="Tom")
    director = make_user(role="director", organisation=here, name="Priya")
    leila_ = make_user(role="clinical_approver", organisation=here, name="Dr Leila")
    pack = make_pack(owner=here, written_by=officer, title="What intensive care learnt", slug="icu")
    version = make_pack_version(pack=pack, summary="What helped this winter in intensive care.")
    make_reader(pack=pack, user=director)
    tom = staff(browser, live_server, officer)
    tom.opens("/workspace/sending/packs/icu/versions/1/")
    tom.sees("These words sound clinical: intensive care")
    tom.cannot_press("Ask for approval")
    tom.follows("Write what it says")
    tom.chooses("Yes", within="Does it hold clinical advice?")
    tom.page.get_by_label("Which clinician reads it?").select_option(label="Dr Leila")
    tom.presses("Save")
    tom.presses("Ask for approval")
    tom.sees("It waits for its clinical approver", "so it cannot go")
    priya = staff(browser, live_server, director)
    priya.opens("/workspace/sending/packs/icu/versions/1/approve/")
    priya.sees("Dr Leila has not read and signed the clinical words. It cannot go before.")
    priya.cannot_press("Approve these words")
    leila = staff(browser, live_server, leila_)
    leila.opens("/workspace/")
    leila.takes_up("Read clinical words")
    leila.presses("I have read these words and answer for them")
    leila.sees("You signed these words.")
    priya.opens("/workspace/sending/packs/icu/versions/1/approve/")
    priya.presses("Approve these words")
    assert queries.current(pack) == version
    ada = member_of_the_public(browser, live_server)
    ada.opens("/announcements/icu/")
    ada.sees("The new desk is open.")
    leila.opens("/workspace/sending/packs/icu/versions/1/")
    leila.presses("Recall this version")
    leila.presses("Recall it now")
    leila.sees("Say why it is taken back")
    leila.fills(Why_is_it="The dose was wrong.", What_should_people="Ask your own team.")
    leila.presses("Recall it now")
    leila.sees("Recalled", "The dose was wrong.")
    assert queries.current(pack) is None
    ada.opens("/announcements/icu/")
    ada.sees("We took this announcement back", "The dose was wrong.", "Ask your own team.")
    ada.does_not_see("The new desk is open.")


def test_row_36_a_post_is_copied_put_up_and_its_place_is_noted_and_versions_are_compared(
    browser: Browser, live_server: Any, here: Organisation
):
    officer = make_user(role="communications_officer", organisation=here, name="Tom")
    pack = make_pack(owner=here, written_by=officer, title="One desk", slug="one-desk")
    old = make_pack_version(pack=pack)
    make_variant(version=old, channel="web", format="easy_read", subject="A desk", text="There is a desk.")
    approve_as_is(old)
    tom = staff(browser, live_server, officer)
    tom.opens("/workspace/sending/packs/one-desk/versions/1/")
    tom.follows("Social post, English, standard")
    assert tom.page.get_by_label("Copy these words as they are").input_value() == "The new desk is open."
    tom.follows("It is up: write down where")
    tom.fills(Where_was_it="Facebook", Its_link="https://social.example/1")
    tom.presses("Write it down")
    tom.sees("Where its posts were put up", "Facebook")
    tom.opens("/workspace/sending/packs/one-desk/")
    tom.presses("Begin a new version")
    tom.follows("Version 2: One desk")
    tom.page.get_by_role("link", name=re.compile("Change ?: Text message, English")).click()
    tom.fills(The_words="The new desk is open on Sundays. ((desk_hours))")
    tom.presses("Save")
    tom.follows("What changed since version 1")
    tom.sees("Text message, English, standard", "on Sundays", "Those who acknowledged version 1 have to do so again")
