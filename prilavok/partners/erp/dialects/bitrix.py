"""What Bitrix hides among the properties when it exports itself: fields of the card under ids that begin with CML2_."""

from prilavok.base.xml import Element, text_of
from prilavok.partners.erp.dialects.classifier import INNER
from prilavok.partners.erp.rules.serialized import plain_text
from prilavok.partners.erp.rules.tolerant import flag, identity


def inner_fields(element: Element) -> dict[str, str]:
    """The fields of a card by their short names: ACTIVE, DETAIL_TEXT, LINK..."""
    found = {}
    for one in element.iterfind("ЗначенияСвойств/ЗначенияСвойства"):
        key = text_of(one, "Ид").upper()
        if key.startswith(INNER):
            found[key.removeprefix(INNER)] = plain_text(text_of(one, "Значение"))
    return found


def is_switched_off(fields: dict[str, str]) -> bool:
    """True for a card that Bitrix itself does not show."""
    return flag(fields.get("ACTIVE", "")) is False


def product_of(element: Element) -> str:
    """The product an offer says it belongs to by a property, as Bitrix links its offers; empty when it says none."""
    for one in element.iterfind("ЗначенияСвойств/ЗначенияСвойства"):
        if text_of(one, "Ид").upper() == f"{INNER}LINK":
            return identity(text_of(one, "Значение"))
    return ""
