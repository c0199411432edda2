"""What to do about a warning, by its cause: one sentence for the 1C specialist."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

NAMELESS: Final = _("Fill in the name in the card in 1C and send the changes again.")
NUMBER: Final = _("Correct the figure in 1C and send prices and stocks again.")

ADVICE: Final = {
    "product_without_id": _("Check the rules of the export in 1C: every product must leave with its identifier."),
    "product_without_title": NAMELESS,
    "group_without_title": NAMELESS,
    "product_twice": _("Look for a product that stands in the export twice; usually two exports share one catalogue."),
    "offer_without_id": _("Check the rules of the export in 1C: every offer must leave with its identifier."),
    "offer_twice": _("Look for a repeated line of the offer in 1C; one of the two is not needed."),
    "offer_before_product": _("Nothing, if the goods come with the next export; else include these goods in it."),
    "facts_before_offer": _("Nothing, if the offers come with the next export; else make one full export."),
    "price_without_type": _("Choose a price type for these prices in the settings of the export."),
    "price_type_unknown": _("Tick the price type in the settings of the export in 1C and send it once in full."),
    "price_not_number": NUMBER,
    "price_negative": NUMBER,
    "price_twice": _("Leave one price of a type for an offer in 1C."),
    "price_zero": _("If the goods must be sold, set their price in 1C; if not, nothing needs to be done."),
    "currency_unknown": _("Set the code of the currency in 1C by the classifier: RUB, USD, EUR."),
    "warehouse_unknown": _("Tick the warehouse in the settings of the export, or send the list of warehouses once."),
    "stock_not_number": NUMBER,
    "stock_negative": _("Find the document that was posted out of order in 1C: stocks must not be below zero."),
    "stock_total_differs": _("Check which warehouses the export names: the total counts more of them."),
    "property_without_id": _("Check the properties in the rules of the export: each must leave with its identifier."),
    "vat_unknown": _("Choose a VAT rate in the card of the product in 1C."),
    "image_bad": _("Put another picture into the card in 1C: JPEG or PNG that opens on your computer."),
    "status_unmapped": _("Decide what the status means on the page of statuses; what waits is applied at once."),
    "order_conflict": _("Open the order and decide whose composition is right."),
    "order_unknown": _("Check the number in 1C: documents that did not come from the site should not be sent to it."),
    "document_without_order": _("Fill in the order as the ground of these documents in 1C and send them again."),
    "line_unknown": _("Send these goods to the site first, then the document again."),
    "document_unreadable": _("Find the documents without a number in 1C and number them."),
}
GENERAL: Final = _("Open the list, compare a few of these with their cards in 1C, correct them and send them again.")


def advice_on(code: str) -> str:
    """The sentence of a code in the active language."""
    return gettext(ADVICE.get(code, GENERAL))
