import pytest

from antiphon.core.models import TrailEntry
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.insight import actions, tasks
from antiphon.insight.models import MachineReading
from antiphon.insight.tests.factories import make_clean_voice, make_coded_engagement, make_frame, make_frame_use
from antiphon.network.tests.factories import make_user
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    engagement = make_open_engagement()
    analyst = make_user(role="analyst", organisation=engagement.owner)
    actions.use_frame(engagement, frame="patient_feedback", by=analyst)
    return engagement


def test_code_waiting_suggests_for_clean_voices_with_a_frame(engagement):
    voice = make_clean_voice(engagement, words="I waited five hours and the car park was full.")
    make_voice(engagement=engagement)
    make_clean_voice(make_open_engagement())
    assert tasks.code_waiting() == 1
    machine = MachineReading.objects.get()
    assert machine.voice == voice
    assert "Parking" in [suggestion.code.name for suggestion in machine.suggestions.all()]
    assert TrailEntry.objects.filter(verb="suggest_codes", actor="machine:coder").count() == 1


def test_code_waiting_twice_does_it_once(engagement):
    make_clean_voice(engagement)
    assert tasks.code_waiting() == 1
    assert tasks.code_waiting() == 0


def test_code_waiting_goes_past_a_frame_that_no_coder_has_learnt(engagement, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    unlearnt = make_coded_engagement()
    for _ in range(3):
        make_clean_voice(unlearnt)
    make_clean_voice(engagement)
    assert tasks.code_waiting() == 1


def test_code_waiting_stops_at_its_limit(engagement):
    for _ in range(3):
        make_clean_voice(engagement)
    assert tasks.code_waiting(limit=2) == 2


def test_make_frame_use_is_what_the_task_looks_for():
    """An engagement whose frame has no coder gets no suggestions, and no error."""
    use = make_frame_use(frame=make_frame())
    make_clean_voice(use.engagement)
    assert tasks.code_waiting() == 0
