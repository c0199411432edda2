"""A process that places orders through the door of oms: `python -m benchmarks.storm.place first count seed out every`.

Every order has a key of its own; a process that was killed is started again with the same words and asks once more for
its last orders, of which the platform remembers those it has, before it goes on. What was answered is appended to the
file `out`, a line an order. A new order is placed every so many seconds, or as soon as there is time.
"""

import json
import os
import random
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

PATIENCE_S: Final = 180.0
ASKED_AGAIN: Final = 100
BEHIND: Final = 10


def main() -> None:
    """Place them, whatever the database does meanwhile."""
    first, count, seed, out = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    every_s = float(sys.argv[5])
    os.setpriority(os.PRIO_PROCESS, 0, BEHIND)  # behind the pages, on any core, whoever has started it
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    import django

    django.setup()
    given = json.loads(sys.stdin.read())
    last = first + len(set(out.read_bytes().split(b"\n")) - {b""}) if out.exists() else first
    with out.open("a", encoding="utf-8") as answers:
        for number in range(max(first, last - ASKED_AGAIN), first + count):
            began = time.monotonic()
            answers.write(json.dumps(place(number, seed, given)) + "\n")
            answers.flush()
            time.sleep(max(0.0, began + every_s - time.monotonic()) if number >= last else 0.0)


def place(number: int, seed: int, given: dict[str, list[int]]) -> dict[str, Any]:
    """One order; asked for again until the platform answers."""
    from django.db import DatabaseError, InterfaceError, close_old_connections, connections

    from prilavok.base.unit import unit
    from prilavok.trade.oms import api as oms

    wanted = wish(number, seed, given)
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            close_old_connections()
            with unit():
                placed = oms.place_order(wanted)
        except (DatabaseError, InterfaceError):
            connections.close_all()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return {"key": wanted.key, "order_id": int(placed.order_id), "number": placed.number}


def wish(number: int, seed: int, given: dict[str, list[int]]) -> Any:
    """The same order for the same number and seed."""
    from prilavok.trade.oms.values import BasketLine, Contact, PlaceOrder

    dice = random.Random(f"{seed}/{number}")
    chosen = dice.sample(given["variants"], 2)
    return PlaceOrder(
        key=f"storm-{seed}-{number}",
        channel="site",
        location_id=dice.choice(given["stores"]),
        contact=Contact(name="Анна Петрова", phone=f"+7926{number:07d}"),
        lines=tuple(BasketLine(variant_id=one, quantity=Decimal(dice.randint(1, 3))) for one in chosen),
    )


if __name__ == "__main__":
    main()
