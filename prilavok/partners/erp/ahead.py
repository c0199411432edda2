"""Read ahead: the next batch is parsed while the database is busy with the last one."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")
PATIENCE_S: Final = 0.1


class _Reader(Generic[Item]):
    """A thread that goes through a source; it touches no database and stops when nobody takes from it any more."""

    def __init__(self, source: Iterator[Item]) -> None:
        self._source = source
        self._held: Queue[tuple[Item | None, BaseException | None]] = Queue(maxsize=1)
        self._given_up = Event()
        self.thread = Thread(target=self._read, daemon=True, name="read-ahead")

    def _read(self) -> None:
        failure: BaseException | None = None
        try:
            for item in self._source:
                if not self._give(item, None):
                    return
        except Exception as error:  # noqa: BLE001 - raised again where the items are taken
            failure = error
        self._give(None, failure)

    def _give(self, item: Item | None, failure: BaseException | None) -> bool:
        while not self._given_up.is_set():
            try:
                self._held.put((item, failure), timeout=PATIENCE_S)
            except Full:
                continue
            return True
        return False

    def items(self) -> Iterator[Item]:
        """The items of the source; what it raises is raised here."""
        while True:
            item, failure = self._held.get()
            if failure is not None:
                raise failure
            if item is None:
                return
            yield item

    def give_up(self) -> None:
        """Stop the thread and wait for it."""
        self._given_up.set()
        with suppress(Empty):
            self._held.get_nowait()
        self.thread.join()


@contextmanager
def ahead(source: Iterator[Item]) -> Iterator[Iterator[Item]]:
    """Within the block the items of the source (never None) are made one ahead, by a thread of their own."""
    reader = _Reader(source)
    reader.thread.start()
    try:
        yield reader.items()
    finally:
        reader.give_up()
