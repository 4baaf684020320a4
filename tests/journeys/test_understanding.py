"""Understanding: b7, a code frame split with its history intact, and a person's corrections raising the score."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from antiphon.demonstration.scenes.understanding import PARTS, Remark, remarks
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.insight import actions, learnt, queries, tasks
from antiphon.insight.models import Coding, MachineReading, Reading, Theme
from antiphon.insight.tests.factories import make_clean_voice, make_coded_engagement, make_read_voice, make_reading
from antiphon.network.tests.factories import make_user
from antiphon.public.setup import ensure_site
from tests.browser.checks import assert_fits
from tests.journeys.people import AtBrowser, staff

pytestmark = pytest.mark.django_db(transaction=True)
CODES = ("Waiting", "Parking", "Staff", "Food", "Letters", "Telephone", "Buses", "Noise", "No phone or internet")


def analyst(engagement: Engagement, name: str) -> Any:
    return make_user(name=name, role="analyst", organisation=engagement.owner)


def test_b7_nine_themes_two_coders_and_a_minority_that_is_kept(browser: Browser, live_server: Any) -> None:
    """b7: 9 themes, two coders, agreement shown; the minority theme (n=11) keeps its number and is not merged away unsaid."""
    ensure_site()
    engagement = make_coded_engagement(title="How we hear from you")
    frame = queries.frame_use(engagement).frame
    frame.codes.all().delete()
    wen, farah = analyst(engagement, "Wen"), analyst(engagement, "Farah")
    made = {name: actions.add_local_code(engagement, name=name, meaning=f"About {name.lower()}.", by=wen) for name in CODES}
    for place, name in enumerate(CODES):
        for number in range(11 if name == CODES[-1] else 14):
            voice = make_clean_voice(engagement, words=f"Remark {number} about {name.lower()}.", place="Millbeck")
            actions.confirm(voice, codes=[made[name]], stance="negative", by=wen)
            if number < 4:  # a second person reads some, and does not always see the same
                seen = [made[name]] if (place + number) % 6 else []
                make_reading(voice=voice, read_by=farah, settles=False)
                Coding.objects.bulk_create(Coding(reading=Reading.objects.last(), code=code) for code in seen)
        actions.write_theme(engagement, name=f"On {name.lower()}", codes=[made[name]], minority=name == CODES[-1],
                            strength="Eleven people, of one mind." if name == CODES[-1] else "", by=wen)  # fmt: skip
    her = staff(browser, live_server, wen)
    here = f"/workspace/engagements/{engagement.slug}/"
    her.opens(here + "coding/agreement/")
    her.sees("36 comments were read one by one by two or more people", "Farah, Wen", "No phone or internet")
    her.opens(here + "themes/")
    her.sees("On no phone or internet", "11")
    assert Theme.objects.standing().filter(engagement=engagement).count() == 9
    her.follows("On no phone or internet")
    her.sees("A few people, and it matters", "11 comments", "Eleven people, of one mind.")
    her.follows("Merge into another")
    her.page.get_by_label("Merge it into").select_option(label="On telephone")
    her.fills(Why="Same.")
    her.presses("Merge")
    her.sees("Write at least one full sentence")
    assert Theme.objects.standing().filter(engagement=engagement).count() == 9
    her.opens(here + "results/comments/")
    her.sees("No phone or internet", "9% (5 to 15)")
    her.opens(here + "results/comments/?by=place")
    assert_fits(her.page)


def test_a_code_frame_is_split_with_its_history_intact(browser: Browser, live_server: Any) -> None:
    ensure_site()
    engagement = make_coded_engagement(title="Getting seen")
    voices = [make_read_voice(engagement, "Waiting", words=f"We waited and waited, day {number}.") for number in range(3)]
    before = sorted(Coding.objects.values_list("reading", "code__name"))
    wen = staff(browser, live_server, analyst(engagement, "Wen"))
    here = f"/workspace/engagements/{engagement.slug}/"
    wen.opens(here + "codes/")
    wen.follows("Waiting")
    wen.sees("3 comments have it")
    wen.follows("Split it")
    wen.fills(Name_of_code_1="Waiting for a date", What_code_1="Weeks and months before the day.",
              Name_of_code_2="Waiting on the day", What_code_2="Hours in the room.", Why="One hides the other.")  # fmt: skip
    wen.presses("Split it")
    wen.sees("The code is split", "3 comments, not yet read again", "Now: Waiting for a date; Waiting on the day")
    wen.follows("Read them again")
    for number in range(3):
        wen.sees("It was read as Waiting, which has been split since")
        wen.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        wen.chooses("Waiting on the day" if number else "Waiting for a date")
        wen.presses("Confirm and read the next")
    wen.sees("has been read again")
    wen.opens(here + "codes/")
    wen.sees("Waiting for a date · 1 comment", "Waiting on the day · 2 comments", "Waiting Split · 0 comments")
    assert sorted(pair for pair in Coding.objects.values_list("reading", "code__name") if pair in before) == before
    assert Reading.objects.filter(voice__in=voices).count() == 6
    wen.follows("All changes")
    wen.sees("Split “Waiting” into “Waiting for a date” and “Waiting on the day”.", "One hides the other.", "Wen")
    assert_fits(wen.page)
    wen.presses("Undo the last change")
    wen.sees("The last change is undone", "undone by Wen")
    wen.opens(here + "codes/")
    wen.sees("Waiting · 3 comments")


def test_a_persons_corrections_raise_the_score(browser: Browser, live_server: Any) -> None:
    """The real pages, the real task of the queue: comments are read, the coder learns, and its next suggestions are better."""
    ensure_site()
    engagement = make_open_engagement(title="Getting here")
    person = analyst(engagement, "Wen")
    actions.use_frame(engagement, frame="patient_feedback", by=person)
    for name in PARTS:
        actions.add_local_code(engagement, name=name, meaning="A part of getting here.", by=person)
    told: dict[str, Remark] = {one.words: one for one in remarks(70, {**dict.fromkeys(PARTS, 10), "Parking": 8}, seed=7)}
    for words in told:
        make_clean_voice(engagement, words=words)
    tasks.code_waiting()
    wen = staff(browser, live_server, person)
    here = f"/workspace/engagements/{engagement.slug}/coding/"
    codes = {code.name: code.pk for code in queries.codes_of(engagement)}
    for _ in range(22):
        _read_the_next(wen, here, told, codes)
    assert tasks.learn_waiting() == 1
    assert set(MachineReading.objects.exclude(voice__in=Reading.objects.values("voice")).values_list("version", flat=True)) == {
        "learnt-1"}  # fmt: skip
    for _ in range(22):
        _read_the_next(wen, here, told, codes)
    wen.opens(here + "learning/")
    wen.sees("It has learnt from 22 decisions", "How right its suggestions were", "learnt-1")
    assert_fits(wen.page)
    shown = wen.page.locator("table.app-learning tbody tr td:nth-of-type(3)").all_inner_texts()
    scores = [int(cell.rstrip("%")) for cell in shown]
    first, second = learnt.curve(engagement, learnt.rated(engagement))
    assert scores == [round(100 * first.score), round(100 * second.score)]
    assert second.score > first.high, "what it gained is more than chance"
    wen.page.set_viewport_size({"width": 390, "height": 800})
    assert_fits(wen.page)


def _read_the_next(her: AtBrowser, here: str, told: dict[str, Remark], codes: dict[str, int]) -> None:
    page = her.page
    page.goto(her.address + here)
    one = told[page.locator("blockquote p").first.inner_text()]
    wanted = {str(codes[name]) for name in one.codes}
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    ticked = page.locator("input[name=codes]:checked").evaluate_all("boxes => boxes.map(box => box.value)")
    for value in set(ticked) - wanted:
        page.locator(f"input[name=codes][value='{value}']").uncheck()
    for value in wanted - set(ticked):
        page.locator(f"input[name=codes][value='{value}']").check()
    page.keyboard.press({"positive": "p", "negative": "n", "mixed": "m"}[one.stance])
    with page.expect_navigation():
        page.keyboard.press("Enter")
