"""A full offers file of CommerceML as a picture of stocks and prices: read like an import, applied to nothing."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import BinaryIO, Final

from prilavok.base.clock import database_now
from prilavok.base.money import RUB
from prilavok.base.unit import unit
from prilavok.base.xml import root
from prilavok.goods.pricing import api as pricing
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions._batch import Moved
from prilavok.partners.erp.dialects import reading
from prilavok.partners.erp.dialects.context import FileContext
from prilavok.partners.erp.dialects.offers import OfferFacts, offer
from prilavok.partners.erp.dialects.understanding import understood
from prilavok.partners.erp.errors import PictureNotWhole
from prilavok.partners.erp.models import Node, Package, PackageFile, Reconciliation
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.plain.envelope import Header
from prilavok.partners.erp.profile import profile_of
from prilavok.partners.erp.reconciliation import loading
from prilavok.partners.erp.reconciliation.records import OnePrice
from prilavok.partners.erp.reconciliation.values import PRICES, STOCKS
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.tolerant import versions_2

BATCH: Final = 1000
NO_WAREHOUSE: Final = "-"
PORTION: Final = re.compile(r"(?:offers|prices|rests)\d+_(?P<number>\d{1,4})\.xml$", re.IGNORECASE)


def load_offers(file: PackageFile, into: Reconciliation | None = None) -> int:
    """Load the file's offers into the run of its package, or into a run made of a kept file; returns how many.

    Opens units of its own, with a checkpoint each. Raises PictureNotWhole, ForeignRoot, XmlRefused, Moved.
    """
    done = file.position if into is None else 0
    with spool.path_of(file).open("rb") as stream:
        made_at = _made_at(stream)
        told = _offers(file, stream, goes_on=into is not None and is_later_portion(file.name))
        for _ in islice(told, done):
            pass
        while batch := list(islice(told, BATCH)):
            with unit():
                if into is None:
                    _hold(file, done)
                _take(file, batch, made_at, into)
                done += len(batch)
                if into is None:
                    PackageFile.objects.filter(pk=file.pk).update(position=done, total=done, kind="picture")
                    Package.objects.filter(pk=file.package_id).update(heartbeat_at=database_now())
    return done


def _hold(file: PackageFile, done: int) -> None:
    locked = PackageFile.objects.select_for_update().get(pk=file.pk)
    if locked.position != done or locked.state != PackageFile.State.RUNNING:
        raise Moved


def _made_at(stream: BinaryIO) -> str:
    return str(root(stream).attributes.get("ДатаФормирования", "")).strip()


def is_later_portion(name: str) -> bool:
    """True for offers0_2.xml and the like: stock 1C marks all portions but the first as changes."""
    found = PORTION.search(name)
    return found is not None and int(found["number"]) > 1


def _offers(file: PackageFile, stream: BinaryIO, *, goes_on: bool) -> Iterator[OfferFacts]:
    """What the offers tell, with the little that they need of the file to be understood."""
    node = file.package.node
    version = reading.version_of(stream)
    types = set(pricing.external_ids(system=node.namespace))
    context, notes = None, Notes()
    for record in reading.records(stream):
        if record.lane == kinds.PRICE_TYPE:
            types |= {value.external_id for _, value in understood(record, FileContext(), notes)}
            context = None
        elif record.lane == kinds.OFFER:
            if record.frame.changes_only and not goes_on:
                raise PictureNotWhole
            if context is None:
                context = FileContext(
                    is_full=True,
                    tells_whole_stock=versions_2(version),
                    price_types=frozenset(types),
                    profile=profile_of(node),
                )
            facts = offer(record.element, context, notes)
            if facts is not None:
                yield facts


def _take(file: PackageFile, batch: Sequence[OfferFacts], made_at: str, into: Reconciliation | None) -> None:
    """Put down what the offers tell; a picture is of stocks or of prices only when it tells any."""
    node = file.package.node
    at = loading.moment(made_at, Header(format="", version=1))
    stocks = [(one.external_id, here) for one in batch if (here := _quantities(node, one)) is not None]
    prices = [(one.external_id, _amounts(one)) for one in batch if one.prices]
    for kind, is_told in ((STOCKS, bool(stocks)), (PRICES, bool(prices))):
        if is_told:
            into = loading.begin(file.package, kind, at, {}, into)
    if into is not None and stocks:
        loading.take_stocks(into, node.namespace, stocks)
    if into is not None and prices:
        loading.take_prices(into, node, prices)


def _quantities(node: Node, one: OfferFacts) -> dict[str, Decimal] | None:
    """By warehouse; of a sender that knows none, at the one that was made for it."""
    lonely = f"{node.code}:{NO_WAREHOUSE}"
    if any(fact.quantity is None for fact in one.stocks):  # the sender doubts: there is nothing to compare with
        return None
    if one.stocks:
        told = {lonely if fact.warehouse == NO_WAREHOUSE else fact.warehouse: fact.quantity for fact in one.stocks}
        return {place: quantity for place, quantity in told.items() if quantity is not None}
    return None if one.total is None else {lonely: one.total} if one.total else {}


def _amounts(one: OfferFacts) -> list[OnePrice]:
    return [
        OnePrice(type=fact.price_type, price=fact.amount, currency=fact.currency or RUB, least=fact.min_quantity)
        for fact in one.prices
        if fact.amount is not None
    ]
