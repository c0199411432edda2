"""Dying at any marked step loses nothing and doubles nothing."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from prilavok.base import crashpoints, events
from prilavok.base.models import Delivery, EventRow, JournalEntry, KeyedAnswer
from prilavok.base.unit import unit
from tests.base import sale
from tests.jobs import RunJobs, waiting

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
POINTS = ["test.buy:claimed", "test.buy:announced", "test.buy:answered", "test.buy:committed"]


def _run(what: str, crash: str = "") -> int:
    address = connection.settings_dict
    url = f"postgresql://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}/{address['NAME']}"
    surroundings = {**os.environ, "DATABASE_URL": url, "PRILAVOK_CRASH": crash}
    return subprocess.run([sys.executable, "-m", "tests.base.sale", what], env=surroundings, check=False).returncode


@pytest.mark.parametrize("point", POINTS)
def test_a_buyer_who_tries_again_after_a_crash_bought_once(point: str, run_jobs: RunJobs) -> None:
    assert _run("buy", crash=point) == -9

    assert _run("buy") == 0

    run_jobs()
    assert KeyedAnswer.objects.count() == EventRow.objects.count() == Delivery.objects.filter(state="done").count() == 1
    assert list(JournalEntry.objects.values_list("flow", flat=True)) == ["bought", "told"]


def test_a_crash_before_the_commit_leaves_nothing() -> None:
    assert _run("buy", crash="test.buy:answered") == -9

    assert not EventRow.objects.exists()
    assert not KeyedAnswer.objects.exists()
    assert waiting() == []


def test_a_reaction_that_dies_half_way_is_run_again_whole(run_jobs: RunJobs) -> None:
    assert _run("buy") == 0
    assert _run("deliver", crash="test.tell:half") == -9
    assert not JournalEntry.objects.filter(flow="told").exists()

    assert _run("deliver") == 0
    assert _run("deliver") == 0

    assert JournalEntry.objects.filter(flow="told").count() == 1
    assert Delivery.objects.get().state == "done"


def test_a_point_may_be_named_by_its_pass() -> None:
    assert _run("passes", crash="test.pass@3") == -9
    assert JournalEntry.objects.filter(flow="pass").count() == 2


def test_points_do_nothing_without_the_environment() -> None:
    crashpoints.at("test.buy:claimed")


def test_the_sale_of_the_test_is_known_to_events() -> None:
    with unit():
        number = events.publish(sale.Bought(order_id=1))

    assert EventRow.objects.get(pk=number).name == "test.bought"
