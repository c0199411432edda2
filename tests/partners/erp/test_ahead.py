"""Reading ahead gives the same items, the same failures, and leaves no thread behind."""

import threading
from collections.abc import Iterator

import pytest

from prilavok.partners.erp.ahead import ahead


def counted(until: int, *, breaks: bool = False) -> Iterator[int]:
    """1, 2, 3 ... and then, if asked, a failure."""
    yield from range(1, until + 1)
    if breaks:
        raise ValueError("broken")


def test_all_items_come_in_order() -> None:
    with ahead(counted(100)) as items:
        assert list(items) == list(range(1, 101))


def test_a_failure_comes_after_what_was_before_it() -> None:
    seen = []
    with pytest.raises(ValueError, match="broken"), ahead(counted(3, breaks=True)) as items:
        for one in items:
            seen.append(one)  # noqa: PERF402 - the list must survive the failure

    assert seen == [1, 2, 3]


def test_giving_up_early_leaves_no_thread() -> None:
    with ahead(counted(10**9)) as items:
        assert next(items) == 1

    assert [one.name for one in threading.enumerate() if one.name == "read-ahead"] == []
