"""Factories of transfers for tests."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.models import Discrepancy
from prilavok.goods.stock.transfers import api
from prilavok.goods.stock.transfers.values import Counted, Settlement, TransferDraft, TransferView
from prilavok.goods.stock.values import LocationId, Want
from tests.goods.pim.make import make_product, make_variant
from tests.goods.stock.make import make_location, put

_keys = count(1)
RIGHTS = frozenset({"stock.transfer", "stock.settle", "stock.view"})
OPERATOR = Actor(person_id=None, name="Ольга", kind="staff", permissions=RIGHTS, stores=None)


def worker(*stores: int) -> Actor:
    """A worker of these stores."""
    rights = frozenset({"stock.transfer", "stock.view"})
    return Actor(person_id=None, name="Пётр", kind="staff", permissions=rights, stores=frozenset(stores))


@dataclass(frozen=True)
class Pair:
    """Two stores and three goods, ten pieces of each in the first."""

    a: LocationId
    b: LocationId
    goods: tuple[int, ...]

    def at(self, place: int, number: int = 0) -> tuple[int, int, int]:
        """On hand, reserved, available."""
        row = stock.explain(variant_id=self.goods[number], location_id=place).balance
        return int(row.on_hand), int(row.reserved), int(row.available)


def key() -> str:
    """A new key."""
    return f"key-{next(_keys)}"


def make_pair(quantity: int = 10) -> Pair:
    """Two stores; the second has nothing."""
    with unit():
        a, b = make_location("store-a", "Магазин на Лесной"), make_location("store-b", "Магазин на Речной")
        make_product(article="ЛП-1", title="Лопата")
        goods = tuple(make_variant("P1", f"V{n}", barcodes=(f"460000000000{n}",)) for n in range(3))
        put(a, **{f"v{one}": quantity for one in goods})
    return Pair(a=a, b=b, goods=goods)


def wants(pair: Pair, *quantities: int) -> tuple[Want, ...]:
    """`wants(pair, 2, 0, 1)`: two of the first good, one of the third."""
    pairs = zip(pair.goods, quantities, strict=False)
    return tuple(Want(variant_id=one, quantity=Decimal(n)) for one, n in pairs if n)  # type: ignore[arg-type]


def draft(pair: Pair, *quantities: int, actor: Actor = OPERATOR, key_: str = "") -> TransferView:
    """A transfer from the first store to the second."""
    with unit():
        return api.open_transfer(
            TransferDraft(
                key=key_ or key(), source_id=pair.a, target_id=pair.b, wants=wants(pair, *quantities), actor=actor
            )
        )


def send(pair: Pair, transfer: TransferView, *quantities: int, actor: Actor = OPERATOR, key_: str = "") -> TransferView:
    """So many of each good leave; all that was planned when none are named."""
    counts = {one.variant_id: one.wanted for one in transfer.lines}
    if quantities:
        counts = {one: Decimal(n) for one, n in zip(pair.goods, quantities, strict=False)}  # type: ignore[misc]
    with unit():
        return api.send_transfer(transfer_id=transfer.transfer_id, counts=counts, actor=actor, key=key_ or key())


def receive(
    pair: Pair,
    transfer: TransferView,
    *quantities: int,
    damaged: tuple[int, ...] = (),
    actor: Actor = OPERATOR,
    key_: str = "",
) -> TransferView:
    """So many of each good are counted, some of them damaged beside."""
    broken = dict(zip(pair.goods, damaged, strict=False))
    counts = {
        one: Counted(good=Decimal(n), damaged=Decimal(broken.get(one, 0)))
        for one, n in zip(pair.goods, quantities, strict=False)
    }
    with unit():
        return api.receive_transfer(transfer_id=transfer.transfer_id, counts=counts, actor=actor, key=key_ or key())


def settle(kind: str, outcome: str, *, quantity: int | None = None, actor: Actor = OPERATOR, key_: str = "") -> None:
    """Decide about the first open discrepancy of a kind."""
    row = Discrepancy.objects.filter(kind=kind, left__gt=0).order_by("pk")[0]
    with unit():
        api.settle(
            Settlement(
                key=key_ or key(),
                discrepancy_id=row.pk,
                outcome=outcome,
                reason="пересчитали",
                actor=actor,
                quantity=None if quantity is None else Decimal(quantity),
            )
        )
