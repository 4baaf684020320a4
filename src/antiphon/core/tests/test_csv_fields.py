"""A long field is read where it is expected, and nowhere else."""

import csv

import pytest

from antiphon.core.csv_fields import long_fields


def test_long_fields_are_read_inside_and_refused_again_after():
    letter = ["x" * 200_000]
    with long_fields():
        assert list(csv.reader(letter)) == [letter]
    with pytest.raises(csv.Error, match="field larger"):
        list(csv.reader(letter))


def test_long_fields_put_the_limit_back_after_a_failure():
    before = csv.field_size_limit()
    with pytest.raises(RuntimeError), long_fields():
        raise RuntimeError
    assert csv.field_size_limit() == before
