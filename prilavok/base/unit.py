"""One unit a click: the outermost call opens one transaction, everything below joins it.

Functions that write call `require_unit()`; `base.http` calls `refuse_unit()`, so that no network is waited for while
rows are locked. The guard is a flag of our own, not `connection.in_atomic_block`, because tests wrap themselves in a
transaction that is nobody's unit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local

from django.db import Error, connection, transaction
from psycopg.pq import TransactionStatus

from prilavok.base.bulk import fetch_often
from prilavok.base.errors import Refused

_state = local()


class UnitMissing(RuntimeError):
    """A write was called outside of a unit: a defect of the caller."""


class UnitOpen(RuntimeError):
    """The network was called inside a unit: a defect of the caller."""


def _depth() -> int:
    return getattr(_state, "depth", 0)


@contextmanager
def unit() -> Iterator[None]:
    """Open the one transaction of this click, job or command. A nested unit is a defect: join instead."""
    if _depth():
        raise UnitOpen("a unit is already open; the outermost call opens it, the rest join")
    _state.depth = 1
    _state.parts = 0
    _state.kept = []
    try:
        with transaction.atomic():
            yield
    except Refused:
        _keep()
        raise
    finally:
        _state.depth = 0


def follow_only() -> None:
    """Let the open unit's commit not wait for the disk: what it writes follows from what is durable already.

    If the database dies in the next moments the unit may be gone, whole and with everything committed after it, and its
    work is done again from what it followed: an event that waits, a file that was kept. Nobody may have been told.
    """
    require_unit()
    fetch_often("SET LOCAL synchronous_commit = off")


def keep_if_refused(work: Callable[[], None]) -> None:
    """Have something written although the open unit is about to be refused, such as the count of wrong codes.

    It runs in a transaction of its own after the roll-back, joined like in a unit; a unit that commits forgets it.
    """
    require_unit()
    _state.kept.append(work)


def _keep() -> None:
    with transaction.atomic():
        for work in _state.kept:
            work()


@contextmanager
def part() -> Iterator[None]:
    """A part of the open unit that may fail alone: a savepoint, or where nothing was asked of the database before, the
    transaction itself. Requires a unit."""
    require_unit()
    _state.parts += 1
    try:
        with _from_the_beginning() if _is_untouched() else transaction.atomic():
            yield
    finally:
        _state.parts -= 1


def _is_untouched() -> bool:
    """True while the open unit has asked nothing: its transaction begins with the first statement."""
    raw = connection.connection
    return raw is not None and raw.pgconn.transaction_status == TransactionStatus.IDLE


@contextmanager
def _from_the_beginning() -> Iterator[None]:
    """What a savepoint at the very beginning of a transaction does, without the two statements that it takes: what
    fails is rolled back whole, lets go of its locks, and the next statement begins another transaction."""
    before = len(connection.run_on_commit)
    try:
        yield
    except BaseException:
        connection.run_on_commit = connection.run_on_commit[:before]
        connection.needs_rollback = False
        try:
            # As Django's own block does in the end; `rollback` refuses inside of one.
            connection._rollback()  # type: ignore[attr-defined]  # noqa: SLF001
        except Error:
            connection.needs_rollback = True
        raise


@contextmanager
def in_part() -> Iterator[None]:
    """The part that is open already, or one of its own: what fails inside has left it, or has never been.

    For whoever lets every failure through: two questions less while scarce rows are near.
    """
    if _state.parts:
        yield
        return
    with part():
        yield


def require_unit() -> None:
    """Raise UnitMissing unless a unit is open."""
    if not _depth():
        raise UnitMissing("writes join a unit; open one at the edge: with unit(): ...")


def refuse_unit() -> None:
    """Raise UnitOpen when a unit is open."""
    if _depth():
        raise UnitOpen("no network inside a unit: commit first, call then")


@contextmanager
def rehearsal() -> Iterator[None]:
    """Whatever happens inside opens its units and commits them as always, and in the end none of it has ever been.

    Jobs deferred, events published and hints said inside go with it; files on disk and the network do not.
    """
    refuse_unit()
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
