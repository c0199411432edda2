"""Everything that breaks an exchange, one function each: what they leave behind a whole exchange must put right."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from benchmarks.storm.sky import BROKEN, CENTRAL, CHUNKS, RETAIL, Sky
from sandbox.onec.client import Died
from sandbox.onec.trouble import HOUR_S, Faults

Trouble = Callable[[Sky], None]


def killed_between_requests(sky: Sky) -> None:
    """The base dies after any of its requests, those of the import among them."""
    sky.attempt(Faults(die_after=sky.dice.randint(1, CHUNKS + 6)))


def line_cut_in_a_chunk(sky: Sky) -> None:
    """The connection is lost in the middle of a chunk, and the exchange is given up."""
    sky.attempt(Faults(cut_chunk=sky.dice.randint(1, CHUNKS)))


def chunk_sent_again_after_a_cut(sky: Sky) -> None:
    """Half of a chunk comes, then the same chunk whole, in the same session."""
    _chunks(sky, half_first=True)


def chunk_doubled_on_the_way(sky: Sky) -> None:
    """A proxy sends a chunk again whose answer it has not seen."""
    _chunks(sky, half_first=False)


def answer_lost(sky: Sky) -> None:
    """A request is done, its answer is lost."""
    sky.attempt(Faults(cut_answer=sky.dice.randint(1, CHUNKS + 6)))


def files_in_the_wrong_order(sky: Sky) -> None:
    """Prices before goods, references after their users."""
    sky.attempt(Faults(reorder=True))


def files_swapped(sky: Sky) -> None:
    """Two files under one another's names."""
    sky.attempt(Faults(swap=True))


def half_a_zip(sky: Sky) -> None:
    """The archive ends in the middle."""
    sky.attempt(Faults(half_zip=True))


def everything_repeated(sky: Sky) -> None:
    """The package twice, every question twice."""
    repeat = frozenset({"import", "complete", "deactivate"})
    sky.attempt(Faults(repeat=repeat))
    sky.let_time_pass()
    sky.attempt(Faults(repeat=repeat))


def broken_xml(sky: Sky) -> None:
    """Every file ends in garbage."""
    for login in (CENTRAL, RETAIL):
        with suppress(*BROKEN), sky.client(login) as client:
            for package in sky.packages(login):
                client.push({name: body[: len(body) * 2 // 3] + b"<<<" for name, body in package.files.items()})


def import_never_asked(sky: Sky) -> None:
    """The option not to wait for the import; then the base dies."""
    sky.attempt(wait=False)


def clock_an_hour_back(sky: Sky) -> None:
    """The base's clock is behind: its files say that they are older than what came before."""
    sky.attempt(behind_s=HOUR_S)
    sky.books.change(sky.dice.randrange(1 << 30))
    sky.let_time_pass()
    sky.attempt(behind_s=HOUR_S)


def two_bases_at_once(sky: Sky) -> None:
    """Central, its forgotten copy and retail all talk at the same time."""
    faults = Faults(step_delay_s=0.01)
    speakers = [threading.Thread(target=sky.attempt_of, args=(login, faults)) for login in (CENTRAL, RETAIL, CENTRAL)]
    for one in speakers:
        one.start()
    for one in speakers:
        one.join()


def gone_while_importing(sky: Sky) -> None:
    """The base goes away in the middle of the import and comes back at once, with other things to say."""
    sky.attempt(Faults(die_after=2 + CHUNKS + 2))


def worker_killed(sky: Sky) -> None:
    """kill -9 of the process that imports."""
    with sky.killing("worker"):
        sky.attempt()


def pages_killed(sky: Sky) -> None:
    """kill -9 of a process that answers the base."""
    with sky.killing("pages"):
        sky.attempt()


def intake_killed(sky: Sky) -> None:
    """kill -9 of a process that takes in what the base sends."""
    with sky.killing("intake"):
        sky.attempt()


def database_restarted(sky: Sky) -> None:
    """The database goes down as with the power."""
    with sky.killing("database"):
        sky.attempt()


PROTOCOL: Final[tuple[Trouble, ...]] = (
    killed_between_requests,
    line_cut_in_a_chunk,
    chunk_sent_again_after_a_cut,
    chunk_doubled_on_the_way,
    answer_lost,
    files_in_the_wrong_order,
    files_swapped,
    half_a_zip,
    everything_repeated,
    broken_xml,
    import_never_asked,
    clock_an_hour_back,
    two_bases_at_once,
    gone_while_importing,
)
KILLS: Final[tuple[Trouble, ...]] = (worker_killed, pages_killed, intake_killed, database_restarted)


def title_of(trouble: Trouble) -> str:
    """What it is called in tables."""
    return trouble.__name__.replace("_", " ")


def _chunks(sky: Sky, *, half_first: bool) -> None:
    """Send a package by hand, with one chunk that comes twice: first halved, or whole both times."""
    for login in (CENTRAL, RETAIL):
        package = sky.packages(login)[0]
        size = sky.chunk_of(login, package)
        chosen, number = sky.dice.randint(1, CHUNKS), 0
        with suppress(*BROKEN), sky.client(login) as client:
            client.checkauth()
            client.init()
            for name, body in package.files.items():
                for at in range(0, len(body), size):
                    number += 1
                    piece = body[at : at + size]
                    if number == chosen and half_first:
                        client.faults = Faults(cut_chunk=number)
                        with suppress(Died):
                            client.send_chunk(name, piece)
                        client.faults = Faults()
                    elif number == chosen:
                        client.send_chunk(name, piece)
                    client.send_chunk(name, piece)
            client.import_files(package.files)
