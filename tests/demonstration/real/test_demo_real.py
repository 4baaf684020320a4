"""The main job on real input: the walk on the real comments of the reference data, all 6,802 rows."""

from pathlib import Path

import pytest

from antiphon.insight.models import MachineReading
from antiphon.voices.models import Response, Voice
from tests.demonstration.test_demo import home, row, run  # noqa: F401  (home is a fixture)

pytestmark = pytest.mark.django_db(transaction=True)


def test_demo_walks_every_real_comment(real_data: Path):
    file = real_data / "surveys" / "fft_comments_labelled_train.csv.gz"
    printed = run(voices=str(file))
    assert row(printed, "Responses") == [6802]
    assert row(printed, "Made safe")[0] + row(printed, "Needing eyes")[0] == Voice.objects.count() == row(printed, "Voices")[0]
    assert row(printed, "Made safe")[0] == MachineReading.objects.count()  # all that is safe was read by the coder
    assert row(printed, "Confirmed")[0] > 1000
    assert row(printed, "Themes") == [9]
    assert row(printed, "Decisions published") == [1]
    assert sum(row(printed, f"Answers: {kind}")[0] for kind in ("did", "will", "cannot")) == 9
    assert row(printed, "Told") == row(printed, "To tell") == [0]  # the file holds no addresses
    before = Response.objects.count()
    assert run(voices=str(file)) == printed  # a second run changes nothing
    assert Response.objects.count() == before
