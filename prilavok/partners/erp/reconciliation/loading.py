"""A picture of a node into our tables, batch by batch: plain files line by line, a full offers file of CommerceML.

Nothing of a picture is applied. What it names and we do not know is counted apart; the rest is put down by our ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.reckoning.values import PricesOf
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.reckoning.values import FiguresOf
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.errors import PictureCut, PictureNotWhole
from prilavok.partners.erp.models import Node, Package, Reconciliation
from prilavok.partners.erp.plain.envelope import Header
from prilavok.partners.erp.plain.reading import Numbered
from prilavok.partners.erp.reconciliation import figures
from prilavok.partners.erp.reconciliation.figures import Document, Unknown
from prilavok.partners.erp.reconciliation.records import OnePrice, OrderRecord, PriceRecord, ReceiptRecord, StockRecord
from prilavok.partners.erp.reconciliation.values import ORDERS, PRICES, RECEIPTS, STOCKS
from prilavok.partners.erp.rules.tolerant import identity, variant_identity

PREFIX: Final = "reconcile-"
# A picture cannot be older than this: a clock that says so is wrong, and ours is taken.
OLDEST: Final = timedelta(days=2)


def apply_stocks(batch: Batch, told: Sequence[Numbered[StockRecord]], header: Header) -> None:
    """Quantities of a plain picture."""
    rows = [(variant_identity(one.value.variant), one.value.stocks) for one in told]
    take_stocks(_begun(batch, STOCKS, header), batch.namespace, rows, header.places)
    batch.count(STOCKS, taken=len(rows))


def apply_prices(batch: Batch, told: Sequence[Numbered[PriceRecord]], header: Header) -> None:
    """Prices of a plain picture."""
    rows = [(variant_identity(one.value.variant), one.value.prices) for one in told]
    take_prices(_begun(batch, PRICES, header), batch.node, rows)
    batch.count(PRICES, taken=len(rows))


def apply_orders(batch: Batch, told: Sequence[Numbered[OrderRecord]], header: Header) -> None:
    """Orders of a plain picture: goods are named by our ids, None where we do not know them."""
    run = _begun(batch, ORDERS, header)
    named = {variant_identity(line.variant) for one in told for line in one.value.lines}
    variants = pim.variant_ids(system=batch.namespace, external_ids=list(named))
    documents = [Document(ORDERS, one.value.number.strip(), None, _order(one.value, variants, header)) for one in told]
    figures.put_documents(run.pk, documents)
    batch.count(ORDERS, taken=len(documents))


def apply_receipts(batch: Batch, told: Sequence[Numbered[ReceiptRecord]], header: Header) -> None:
    """Receipts of a plain picture; those of unknown stores are counted apart."""
    run = _begun(batch, RECEIPTS, header)
    stores = {identity(one.value.store) for one in told}
    places = stock.location_ids(system=batch.namespace, external_ids=list(stores))
    documents, unknown = [], []
    for one in told:
        store = identity(one.value.store)
        if store in places:
            said = _receipt(one.value, header)
            key = f"{store}/{said['till']}/{said['shift']}/{said['number']}"
            documents.append(Document(RECEIPTS, key, int(places[store]), said))
        else:
            unknown.append(Unknown(RECEIPTS, "place", store, amount=one.value.total))
    figures.put_documents(run.pk, documents)
    figures.put_unknown(run.pk, unknown)
    _note(run, places=places.values())
    batch.count(RECEIPTS, taken=len(documents), skipped=len(unknown))


def finish(batch: Batch, header: Header) -> None:
    """A picture of one kind was told to its end; an empty one too is a picture."""
    _begun(batch, header.kind.removeprefix(PREFIX), header)


def take_stocks(
    run: Reconciliation, namespace: str, rows: Sequence[tuple[str, Mapping[str, Decimal]]], told: Iterable[str] = ()
) -> None:
    """Quantities by variant; `told`: places of which the picture says that it is whole. Joins the unit."""
    require_unit()
    spelled = {place for _, stocks in rows for place in stocks} | set(told)
    names = {place: identity(place) for place in spelled}
    known = stock.location_ids(system=namespace, external_ids=list(set(names.values())))
    places = {place: int(known[name]) for place, name in names.items() if name in known}
    variants = pim.variant_ids(system=namespace, external_ids=list({variant for variant, _ in rows}))
    taken: list[FiguresOf] = []
    unknown: list[Unknown] = []
    for variant, stocks in rows:
        if variant in variants:
            here = [(places[place], quantity) for place, quantity in stocks.items() if place in places]
            taken.append(FiguresOf(int(variants[variant]), _array(here, 0), _array(here, 1)))
        elif any(stocks.values()):
            unknown.append(Unknown(STOCKS, "goods", variant, amount=sum(stocks.values(), Decimal(0))))
        strange = (place for place in stocks.keys() - places.keys() if stocks[place])
        unknown += [Unknown(STOCKS, "place", names[place], amount=stocks[place]) for place in strange]
    figures.put_stocks(run.pk, taken)
    figures.put_unknown(run.pk, unknown)
    _note(run, places=places.values(), told={STOCKS: sum(len(stocks) for _, stocks in rows)})


def take_prices(run: Reconciliation, node: Node, rows: Sequence[tuple[str, Sequence[OnePrice]]]) -> None:
    """Prices by variant, of the types that the node is taken for. Joins the unit."""
    require_unit()
    taken_types = set(node.price_types)
    named = {identity(one.type) for _, prices in rows for one in prices}
    wanted = {one for one in named if not taken_types or one in taken_types}
    types = pricing.price_type_ids(system=node.namespace, external_ids=list(wanted))
    variants = pim.variant_ids(system=node.namespace, external_ids=list({variant for variant, _ in rows}))
    taken: list[PricesOf] = []
    unknown: list[Unknown] = []
    for variant, prices in rows:
        known = [one for one in prices if identity(one.type) in types]
        if variant in variants:
            taken.append(_prices(int(variants[variant]), known, types))
        elif known:
            unknown.append(Unknown(PRICES, "goods", variant, amount=known[0].price))
        strange = (one for one in prices if identity(one.type) in wanted and identity(one.type) not in types)
        unknown += [Unknown(PRICES, "price_type", identity(one.type), amount=one.price) for one in strange]
    figures.put_prices(run.pk, taken)
    figures.put_unknown(run.pk, unknown)
    _note(run, price_types=types.values(), told={PRICES: sum(len(prices) for _, prices in rows)})


def begin(
    package: Package,
    kind: str,
    made_at: datetime | None,
    window: Mapping[str, str],
    into: Reconciliation | None = None,
) -> Reconciliation:
    """The run of a package, or the one given, with this kind in it. Joins the unit."""
    require_unit()
    run = into or Reconciliation.objects.select_for_update().filter(package=package).first()
    as_of = _believable(made_at, package.started_at)
    if run is None:
        run = Reconciliation.objects.create(node=package.node, package=package, as_of=as_of)
    if kind not in run.windows:
        run.windows[kind] = {"as_of": as_of.isoformat(), "told": 0, "packages": [], **window}
        run.as_of = min(run.as_of, as_of)
    if package.pk not in run.windows[kind].setdefault("packages", []):
        run.windows[kind]["packages"].append(package.pk)
        run.save(update_fields=["windows", "as_of"])
    return run


def moment(text: str, header: Header) -> datetime | None:
    """A time of a header."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=header.zone)


def _begun(batch: Batch, kind: str, header: Header) -> Reconciliation:
    if not header.full or header.count is None:
        raise PictureNotWhole
    if header.count != batch.file.total:
        raise PictureCut(told=header.count, found=batch.file.total)
    window = {}
    for name in ("since", "until"):
        at = moment(getattr(header, name), header)
        if at is not None:
            window[name] = at.isoformat()
    return begin(batch.file.package, kind, moment(header.created_at, header), window)


def _believable(made_at: datetime | None, came_at: datetime) -> datetime:
    """When the picture was made; a clock that runs ahead, or days behind, is not believed."""
    if made_at is None or not came_at - OLDEST < made_at < came_at:
        return min(came_at, database_now())
    return made_at


def _note(
    run: Reconciliation,
    *,
    places: Iterable[int] = (),
    price_types: Iterable[int] = (),
    told: Mapping[str, int] | None = None,
) -> None:
    """Places and types that the picture speaks of: the rest of ours is not compared."""
    for kind, count in (told or {}).items():
        run.windows[kind]["told"] += count
    run.places = sorted({*run.places, *(int(one) for one in places)})
    run.price_types = sorted({*run.price_types, *(int(one) for one in price_types)})
    run.save(update_fields=["windows", "places", "price_types"])


def _array(pairs: Sequence[tuple[int, Decimal]], place: int) -> str:
    return "{" + ",".join([str(one[place]) for one in pairs]) + "}"


def _prices(variant_id: int, known: Sequence[OnePrice], types: Mapping[str, int]) -> PricesOf:
    return PricesOf(
        variant_id,
        "{" + ",".join(str(types[identity(one.type)]) for one in known) + "}",
        "{" + ",".join(str(one.least) for one in known) + "}",
        "{" + ",".join(str(one.price) for one in known) + "}",
        "{" + ",".join(one.currency.upper() for one in known) + "}",
    )


def _order(one: OrderRecord, variants: Mapping[str, int], header: Header) -> dict[str, Any]:
    at = one.at if one.at is None or one.at.tzinfo else one.at.replace(tzinfo=header.zone)
    return {
        "total": str(one.total),
        "id": one.id.strip(),
        "erp_number": one.erp_number.strip(),
        "at": at.isoformat() if at else "",
        "status": one.status.strip(),
        "is_paid": one.is_paid,
        "is_shipped": one.is_shipped,
        "is_cancelled": one.is_cancelled,
        "lines": [
            {
                "variant": line.variant,
                "variant_id": variants.get(variant_identity(line.variant)),
                "quantity": str(line.quantity),
                "price": str(line.price),
            }
            for line in one.lines
        ],
    }


def _receipt(one: ReceiptRecord, header: Header) -> dict[str, Any]:
    at = one.at if one.at.tzinfo else one.at.replace(tzinfo=header.zone)
    return {
        "till": str(one.till).strip(),
        "shift": one.shift,
        "number": str(one.number).strip(),
        "kind": one.kind,
        "at": at.isoformat(),
        "total": str(one.total),
        "is_cancelled": one.is_cancelled,
        "revision": one.told,
        "store": one.store,
    }
