"""A small sale for crash tests, run as a process of its own: `python -m tests.base.sale buy|deliver|passes`."""

import os
import sys
from dataclasses import dataclass

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.base.slim"
    import django

    django.setup()

from prilavok.base import events, journal
from prilavok.base.crashpoints import at
from prilavok.base.events import event, publish, reacts_to
from prilavok.base.models import Delivery
from prilavok.base.once import digest, once
from prilavok.base.unit import unit


@event("test.bought", subject="order:{order_id}")
@dataclass(frozen=True, kw_only=True)
class Bought:
    """Somebody bought."""

    order_id: int


@reacts_to(Bought, as_="test.tell")
def tell(happened: Bought) -> None:
    """The reaction, which may die half-way."""
    journal.record(flow="told", summary=str(happened.order_id))
    at("test.tell:half")


def buy() -> None:
    """One click, marked at every step."""
    with unit():
        first = once(scope="test", key="click", fingerprint=digest("one"))
        if first.is_replay:
            return
        at("test.buy:claimed")
        journal.record(flow="bought", summary="1")
        publish(Bought(order_id=1))
        at("test.buy:announced")
        first.keep({"order": 1})
        at("test.buy:answered")
    at("test.buy:committed")


def deliver() -> None:
    """What a worker does with the delivery."""
    events.deliver.func(delivery_id=Delivery.objects.get().pk)


def passes() -> None:
    """Passes one point several times."""
    for _ in range(5):
        at("test.pass")
        journal.record(flow="pass", summary="")


if __name__ == "__main__":
    {"buy": buy, "deliver": deliver, "passes": passes}[sys.argv[1]]()
