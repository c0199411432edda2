"""Jobs keep to their half of the cores while pages are looked at, and take all of them when nobody looks."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prilavok.config import manners
from prilavok.config.children import Family, Program
from prilavok.config.manners import MARK, Manners, Visits, halves, is_visited
from prilavok.config.programs import BEHIND


@pytest.fixture
def job() -> Iterator[subprocess.Popen[bytes]]:
    """A job's process with a helper of its own, leading a session."""
    process = subprocess.Popen(["sh", "-c", "sleep 60 & wait"], start_new_session=True)
    deadline = time.monotonic() + 20
    while len(manners.sessions([process.pid])) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    yield process
    os.killpg(process.pid, 9)
    process.wait()


def test_one_core_is_not_halved() -> None:
    assert halves([3]) == ({3}, {3})
    assert halves([0, 1]) == ({0, 1}, {1})
    assert halves([0, 1, 2]) == ({0, 1, 2}, {1, 2})


def test_a_page_is_a_visit_and_the_exchange_is_not(tmp_path: Path) -> None:
    Visits(tmp_path).note("/1c/exchange/")
    assert not is_visited(tmp_path)
    Visits(tmp_path).note("/catalogue/")
    assert is_visited(tmp_path)


def test_the_mark_is_left_at_most_twice_a_second(tmp_path: Path) -> None:
    visits = Visits(tmp_path)
    visits.note("/")
    (tmp_path / MARK).unlink()
    visits.note("/")
    assert not (tmp_path / MARK).exists()


def test_jobs_give_way_to_a_visit_and_come_back_after_it(tmp_path: Path, job: subprocess.Popen[bytes]) -> None:
    every, half = halves(os.sched_getaffinity(0))
    Visits(tmp_path).note("/")
    polite = Manners(tmp_path)
    polite.keep([job.pid], "")
    assert [os.sched_getaffinity(pid) for pid in manners.sessions([job.pid])] == [half, half]

    long_ago = time.time() - 60
    os.utime(tmp_path / MARK, (long_ago, long_ago))
    polite._looked = 0.0
    polite.keep([job.pid], "")
    assert [os.sched_getaffinity(pid) for pid in manners.sessions([job.pid])] == [every, every]


def test_without_a_visit_nothing_is_moved(tmp_path: Path, job: subprocess.Popen[bytes]) -> None:
    Manners(tmp_path).keep([job.pid], "")
    assert os.sched_getaffinity(job.pid) == os.sched_getaffinity(0)


def test_an_outside_database_that_is_away_stops_nobody(tmp_path: Path) -> None:
    Visits(tmp_path).note("/")
    Manners(tmp_path).keep([], "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")


class Told(manners.Load):
    """Says what pages and jobs use, in halves of the cores, as the test wants it."""

    def __init__(self, *, ours: float, theirs: float) -> None:
        super().__init__()
        self.said = ours, theirs

    def shares(self, every: set[int], half: set[int], jobs: object) -> tuple[float, float]:
        return self.said


def test_pages_keep_apart_from_jobs_at_work_until_they_need_more(tmp_path: Path, job: subprocess.Popen[bytes]) -> None:
    every, half = halves(os.sched_getaffinity(0))
    apart = every - half or every  # one core is not divided
    polite = Manners(tmp_path)

    def cores_of_pages(*, ours: float, theirs: float) -> set[int]:
        Visits(tmp_path).note("/")
        polite._load, polite._looked = Told(ours=ours, theirs=theirs), 0.0
        polite.keep([], "", [job.pid])
        return os.sched_getaffinity(job.pid)

    assert cores_of_pages(ours=0.1, theirs=0.0) == every
    assert cores_of_pages(ours=0.1, theirs=0.9) == apart
    assert cores_of_pages(ours=0.99, theirs=0.9) == every
    assert cores_of_pages(ours=0.3, theirs=0.9) == every, "not pushed to and fro"
    polite._released -= manners.RELEASED_FOR_S
    assert cores_of_pages(ours=0.3, theirs=0.9) == apart


def test_jobs_that_begin_to_work_are_noticed_before_the_second_is_over(
    tmp_path: Path, job: subprocess.Popen[bytes]
) -> None:
    every, half = halves(os.sched_getaffinity(0))
    Visits(tmp_path).note("/")
    polite = Manners(tmp_path)
    polite._load = Told(ours=0.1, theirs=0.0)
    polite.keep([], "", [job.pid])
    polite._glance, polite._glanced = Told(ours=0.1, theirs=0.9), 0.0
    polite.keep([], "", [job.pid])
    assert os.sched_getaffinity(job.pid) == (every - half or every)


def test_a_job_started_during_a_visit_begins_on_its_half(tmp_path: Path) -> None:
    every, half = halves(os.sched_getaffinity(0))
    polite = Manners(tmp_path)
    program = Program(
        name="job", title="job", argv=["sleep", "60"], log=tmp_path / "log", nice=BEHIND, gives_way=True
    )  # fmt: skip
    family = Family(cores_of=polite.cores_of)
    try:
        alone = family.start(program).process.pid
        assert os.sched_getaffinity(alone) == every
        assert os.sched_getscheduler(alone) == os.SCHED_BATCH
        Visits(tmp_path).note("/")
        polite.keep([alone], "")
        family.children["job"].process.kill()
        family.children["job"].process.wait()
        deadline = time.monotonic() + 10
        while family.children["job"].process.pid == alone and time.monotonic() < deadline:
            family.tend()
            time.sleep(0.02)
        assert os.sched_getaffinity(family.children["job"].process.pid) == half
    finally:
        family.stop()


def test_pages_at_work_on_both_halves_are_no_jobs(job: subprocess.Popen[bytes]) -> None:
    every, half = {0, 1}, {1}
    load = manners.Load()
    assert load.spent([os.getpid(), job.pid]) == 0.0
    ends = time.process_time() + 0.3
    while time.process_time() < ends:
        pass
    load._asked = time.monotonic() - 1.0
    assert load.spent([os.getpid(), job.pid, 2**22 + 1]) > 0.2
    both = manners.Load()
    both.busy = lambda groups: [0.9] * len(groups)  # type: ignore[method-assign]
    assert both.shares(every, half, [job.pid]) == (1.8, 0.0)


def test_a_busy_core_is_told_from_an_idle_one() -> None:
    load = manners.Load()
    core = min(os.sched_getaffinity(0))
    assert load.busy([{core}]) is None
    ends = time.monotonic() + 0.3
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        while time.monotonic() < ends:
            pass
    finally:
        os.sched_setaffinity(0, before)
    said = load.busy([{core}])
    assert said is not None
    assert said[0] > 0.5
