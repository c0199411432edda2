"""Fixtures that every test may use."""

import gettext
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from pytest_django.fixtures import django_db_setup as usual_db_setup  # noqa: F401 - asked for by name

from prilavok.base.garbage import collect_seldom
from prilavok.config.serving import cores
from tests import pictures, ready, side_by_side
from tests.jobs import RunJobs

# How long an example takes says something of the machine and nothing of what is tested.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Translations as they are now; static files by their plain names: tests collect none, so there is no manifest."""
    from django.conf import settings
    from django.test import override_settings
    from django.utils.translation import trans_real

    from tools.messages import compile_all

    process = side_by_side.name_of_process()
    if process:
        own = settings.VAR / process
        override_settings(VAR=own, MEDIA_ROOT=own / "media", STATIC_ROOT=own / "static").enable()
    else:
        compile_all()
        config.pluginmanager.register(side_by_side.Ran())
        ready.begin(config)
    gettext._translations.clear()  # type: ignore[attr-defined]  # what was read before there was anything to read
    trans_real._translations.clear()
    trans_real._default = None
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    pictures.encode_once()

    override_settings(PASSWORD_HASHERS=["tests.quick.QuickArgon2"]).enable()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()


def pytest_collection_finish() -> None:
    """What is loaded by now lives to the end: looking through it for garbage took a tenth of the time."""
    collect_seldom()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Side by side, the long files come first."""
    if side_by_side.name_of_process():
        side_by_side.long_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> side_by_side.WholeFiles:
    """Files are handed out whole, in order."""
    config.option.loadscopereorder = False
    return side_by_side.WholeFiles(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """A process for every core, a few at most: each makes a database of its own."""
    return min(cores(), side_by_side.MOST)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any) -> None:
    """The test database, with what every room prepares; tests with real commits bring it back to that."""
    from django.core.management import call_command
    from django.test import TransactionTestCase

    from tests.restore import Snapshot

    request.getfixturevalue("django_db_modify_db_settings" if ready.is_expected() else "usual_db_setup")
    with django_db_blocker.unblock():
        if ready.is_expected():
            ready.take_copy()
        else:
            call_command("prepare")
        _BOOK.update(_book_read())
        snapshot = Snapshot.take()
    TransactionTestCase._fixture_teardown = lambda *_: snapshot.restore()  # type: ignore[method-assign,assignment]


_BOOK: dict[int, Any] = {}


def _book_read() -> dict[int, Any]:
    """The book of promotions as prepared: processes at work have read it, so tests that count questions have too."""
    from prilavok.goods.pricing.promotions.book import open_book

    book, _now = open_book()
    return {book.version: book}


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept per process, no test inherits from another. A thread does not see a test's transaction."""
    from django.utils import translation

    from prilavok.base import breaker, flows
    from prilavok.design.templatetags import prilavok as tags
    from prilavok.doors.office import wagtail_hooks
    from prilavok.doors.storefront import memory
    from prilavok.doors.storefront.adapters import goods_index
    from prilavok.goods.pricing.promotions import book

    translation.deactivate()  # a page asked for in English leaves its language behind
    breaker.forget()
    monkeypatch.setattr(book, "_read", dict(_BOOK))
    wagtail_hooks._counted.clear()
    tags._sidebars.clear()
    memory.forget()
    monkeypatch.setattr(memory, "is_ahead", False)
    monkeypatch.setattr(flows, "_titles", (float("-inf"), {}))
    monkeypatch.setattr(goods_index, "FRESH_S", 0.0)


@pytest.fixture
def in_unit(db: None) -> Iterator[None]:
    """The test body runs inside one open unit."""
    from prilavok.base.unit import unit

    with unit():
        yield


@pytest.fixture
def run_jobs(db: None) -> RunJobs:
    """Runs waiting jobs to the end, in this process: `run_jobs()`, `run_jobs(tries=3)`, `run_jobs(ahead_s=60)`."""
    return RunJobs()
