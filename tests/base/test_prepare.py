"""Preparations may run at every start: they add what is missing and overwrite nothing."""

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(n_tup_ins + n_tup_del), 0) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])


def test_preparing_again_adds_and_removes_nothing() -> None:
    before = _written()

    call_command("prepare")

    assert _written() == before
