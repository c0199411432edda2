"""A process of operators: `python -m benchmarks.rivals given out stop`.

They place the orders they are given through the door of oms, cancel every tenth order of the shop and let every other
tenth run out of time, until they have none left and the file `stop` is there. What came of it goes to the file `out`.
"""

import json
import os
import sys
import threading
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

AT_ONCE: Final = 3
CANCELLED: Final = 3  # the last digit of the orders that are cancelled
RUN_OUT: Final = 7
HELD: Final = "SELECT order_id FROM stock_hold WHERE state = 'held' AND order_id %% 10 = %s ORDER BY id LIMIT 50"
RUN_OUT_NOW: Final = """
UPDATE stock_hold SET expires_at = statement_timestamp() WHERE id IN (
  SELECT id FROM stock_hold WHERE state = 'held' AND order_id %% 10 = %s AND expires_at > statement_timestamp()
  ORDER BY id LIMIT 50 FOR UPDATE SKIP LOCKED)
"""
RIGHTS: Final = frozenset({"orders.view", "orders.place", "orders.change", "orders.cancel"})


class Desk:
    """What the operators did, and what they were shown."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given
        self.counts: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.placed_at: list[float] = []
        self.over = threading.Event()

    def place(self, number: int) -> None:
        """One order by telephone."""
        from prilavok.base.access import Actor
        from prilavok.base.unit import unit
        from prilavok.goods.pim.values import VariantId
        from prilavok.trade.oms import api as oms
        from prilavok.trade.oms.errors import NotEnough
        from prilavok.trade.oms.values import BasketLine, Contact, PlaceOrder

        wanted = PlaceOrder(
            key=f"races-operator-{number}",
            channel="operator",
            location_id=self.given["store"],
            contact=Contact(name="Анна", phone=f"+7917{number:07d}"),
            lines=tuple(
                BasketLine(variant_id=VariantId(variant), quantity=Decimal(quantity))
                for variant, quantity in self.given["baskets"][number]
            ),
            actor=Actor(person_id=1, name="Ольга", kind="staff", permissions=RIGHTS, stores=None),
        )
        try:
            with unit():
                oms.place_order(wanted)
        except NotEnough:
            self.counts["short"] += 1
        except Exception as error:  # noqa: BLE001 - whatever an operator would be shown
            self._note(error)
        else:
            self.counts["placed"] += 1
            self.placed_at.append(time.time())

    def end_orders(self) -> None:
        """Cancel some and let others run out, as they come."""
        while not self.over.wait(0.1):
            for work in (self._cancel, self._run_out):
                try:
                    work()
                except Exception as error:  # noqa: BLE001 - as above
                    self._note(error)

    def _note(self, error: Exception) -> None:
        """Counted; the first of a kind is shown whole."""
        if not self.wrong[_said(error)]:
            traceback.print_exception(error)
        self.wrong[_said(error)] += 1

    def _cancel(self) -> None:
        from django.db import connection

        from prilavok.base.access import Actor
        from prilavok.base.unit import unit
        from prilavok.trade.oms import api as oms

        with connection.cursor() as cursor:
            cursor.execute(HELD, [CANCELLED])
            ids = [row[0] for row in cursor.fetchall()]
        actor = Actor(person_id=1, name="Ольга", kind="staff", permissions=RIGHTS, stores=None)
        for order_id in ids:
            with unit():
                oms.cancel(order_id=order_id, reason="передумали", actor=actor)
            self.counts["cancelled"] += 1

    def _run_out(self) -> None:
        from django.db import connection

        from prilavok.base.unit import unit
        from prilavok.goods.stock import api as stock

        with connection.cursor() as cursor:
            cursor.execute(RUN_OUT_NOW, [RUN_OUT])
        with unit():
            self.counts["expired"] += len(stock.expire_due())


def _said(error: Exception) -> str:
    return f"{type(error).__name__} {getattr(error.__cause__, 'sqlstate', '')}".strip()


def main() -> None:
    """Work until there is nothing left to place and nobody else buys."""
    given, out, stop = (Path(word) for word in sys.argv[1:4])

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")
    django.setup()
    desk = Desk(json.loads(given.read_text()))
    ending = threading.Thread(target=desk.end_orders)
    ending.start()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(desk.place, range(len(desk.given["baskets"]))))
    while not stop.exists():
        time.sleep(0.2)
    desk.over.set()
    ending.join()
    told = {name: desk.counts[name] for name in ("placed", "short", "cancelled", "expired")}
    out.write_text(json.dumps({**told, "placed_at": desk.placed_at, "wrong": dict(desk.wrong)}))


if __name__ == "__main__":
    main()
