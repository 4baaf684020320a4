"""The scene of announcements plays once, quickly, and leaves what it should."""

import time

import pytest
from django.test import Client
from django.utils import timezone

from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.scenes import announced
from antiphon.packs import queries
from antiphon.packs.models import Pack, PackVersion

pytestmark = pytest.mark.django_db


def test_the_scene_plays_once_and_what_it_leaves_holds():
    cast, today = load_cast(), timezone.localdate()
    began = time.process_time()
    announced.play({}, cast, today)
    spent = time.process_time() - began
    before = (Pack.objects.count(), PackVersion.objects.count())
    announced.play({}, cast, today)
    assert (Pack.objects.count(), PackVersion.objects.count()) == before == (3, 5)
    assert spent < 2, spent
    assert all(queries.intact(one) for one in PackVersion.objects.filter(approved_at__isnull=False))
    listed = Client().get("/announcements/").content.decode()
    assert announced.DESK in listed
    assert announced.HOME not in listed
    assert "Recalled" in listed
