"""Warnings: what was odd in a file and how it was read, grouped by code, with the first things by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

KEPT: Final = 20
HELD: Final = 5000

TEXTS: Final = {
    "product_without_id": _("Products without an identifier were skipped"),
    "product_without_title": _("Products without a name were skipped"),
    "product_twice": _("The same product came twice; the last one was taken"),
    "offer_without_id": _("Offers without an identifier were skipped"),
    "offer_twice": _("The same offer came twice; the last one was taken"),
    "offer_before_product": _(
        "Offers came before their products; they wait and will be applied when the products come"
    ),
    "facts_before_offer": _(
        "Prices or stocks came before their offers; they wait and will be applied when the offers come"
    ),
    "price_without_type": _("Prices without a price type were skipped"),
    "price_type_unknown": _("The price type is not known yet; the prices wait until it comes"),
    "price_not_number": _("The price is not a number; it was left as it was"),
    "price_negative": _("A negative price was taken as no price"),
    "price_twice": _("Two prices of one type for one offer; the last one was taken"),
    "price_type_removed": _("Price types marked as deleted: their prices stay until you choose another type"),
    "warehouse_removed": _("Warehouses marked as deleted: their stocks are not counted"),
    "price_of_pack": _("Prices of packs were divided into prices of pieces"),
    "price_zero": _("Zero prices: these goods are not sold under this price type"),
    "currency_unknown": _("The currency is not known; the price was left as it was"),
    "warehouse_unknown": _("The warehouse is not known yet; its stocks wait until it comes"),
    "stock_not_number": _("The stock is not a number; the last one stays, nothing is promised until a number comes"),
    "stock_negative": _("Negative stock: shown as none"),
    "stock_total_differs": _("The total differs from the sum over warehouses; the warehouses were trusted"),
    "group_without_title": _("Groups without a name"),
    "property_without_id": _("Properties without an identifier were skipped"),
    "feature_unnamed": _("Features whose property is not described yet"),
    "feature_sentinel": _("Values that mean “not filled in” were skipped"),
    "vat_unknown": _("The VAT rate was not understood; it was left as it was"),
    "image_bad": _("The picture could not be read"),
    "partner_without_id": _("Counterparties without an identifier were skipped"),
    "partner_phone_odd": _("The phone of a counterparty was not understood and was left out"),
    "date_not_understood": _("The date was not understood; it was left as it was"),
    "partners_skipped": _("Counterparties are not imported"),
    "document_unreadable": _("Documents without a number were skipped"),
    "document_not_order": _("Documents that are not orders were skipped"),
    "document_without_order": _("Documents that name no order as their ground were skipped"),
    "order_stranger": _("Orders that were made in the accounting system were ignored, as the node's rules say"),
    "order_unknown": _("Orders that are not ours were kept for review"),
    "status_unmapped": _("The status has no meaning here yet; decide it on the page of statuses"),
    "order_conflict": _("The order was changed on both sides; it was left for a person to decide"),
    "line_unknown": _("Order lines with unknown goods; the composition was left as it was"),
    "goods": _("Notes of the catalogue"),
    "customer_ambiguous": _("The card leads to several customers; it waits for a decision on the page of customers"),
    "customer_unreachable": _("Customers without a phone, an e-mail or a card were skipped"),
    "rate_missing": _("Prices in a currency without a rate are not for sale; send the rate or add it in the office"),
    "plain_goods_unknown": _("There are no goods of this code; load the goods first"),
    "plain_place_unknown": _("Several places have this name; name them by their codes from the page of stores"),
    "plain_place_made": _("New places were made; describe them on the page of stores and warehouses"),
    "plain_bad": _("Records that could not be taken were skipped; correct them and send them again"),
    "plain_stale": _("Older revisions than those known were not applied"),
    "transfer_unknown": _("Transfers of these numbers are not known"),
    "plain_differs": _("Other contents under a revision that is known already; raise the revision to correct a record"),
    "plain_waits_for_warehouse": _("The place is not known yet; the records wait until it comes"),
    "plain_waits_for_goods": _("The goods are not known yet; the records wait until they come"),
}


def text_of(code: str) -> str:
    """The sentence of a code in the active language."""
    return gettext(TEXTS.get(code, code))


@dataclass
class Notes:
    """Collects warnings while a batch is read and applied."""

    counts: dict[str, int] = field(default_factory=dict)
    things: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    total: int = 0
    _key: str = ""

    @contextmanager
    def about(self, key: str) -> Iterator[None]:
        """What is noted within the block is about the record of this identifier."""
        self._key = key
        try:
            yield
        finally:
            self._key = ""

    def add(self, code: str, thing: str, count: int = 1, *, key: str = "") -> None:
        """One more of the code; things are kept by identifier (`key`, else that of the record being read) and name."""
        self.total += count
        self.counts[code] = self.counts.get(code, 0) + count
        kept = self.things.setdefault(code, {})
        if thing and len(kept) < HELD:
            kept[(key or self._key, thing[:160])] = None

    def __iter__(self) -> Iterator[tuple[str, int, dict[tuple[str, str], None]]]:
        for code, count in self.counts.items():
            yield code, count, self.things.get(code, {})

    def __bool__(self) -> bool:
        return bool(self.counts)
