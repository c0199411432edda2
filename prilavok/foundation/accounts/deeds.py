"""How deeds of the audit are called for people.

Only words: nothing here knows who does them. A room with new deeds declares them; an undeclared one shows its code.
"""

from typing import Final

from django.utils.translation import gettext, gettext_noop

TITLES: Final = {
    "accounts.person_created": gettext_noop("Person added"),
    "accounts.person_changed": gettext_noop("Person changed"),
    "accounts.password_set": gettext_noop("Password changed"),
    "accounts.grants_changed": gettext_noop("Roles of a person changed"),
    "accounts.machine_password_set": gettext_noop("Password of a machine set"),
    "accounts.role_created": gettext_noop("Role added"),
    "accounts.role_changed": gettext_noop("Rights of a role changed"),
    "accounts.buyers_joined": gettext_noop("Two logins of a buyer joined"),
    "accounts.buyer_closed": gettext_noop("Buyer's account closed"),
    "accounts.buyer_reopened": gettext_noop("Buyer's account opened again"),
    "accounts.logged_in": gettext_noop("Logged in"),
    "accounts.logged_out": gettext_noop("Logged out"),
    "messaging.template_edited": gettext_noop("Message template changed"),
    "messaging.sent_again": gettext_noop("Message sent again"),
    "crm.customer_changed": gettext_noop("Customer corrected"),
    "crm.customer_tagged": gettext_noop("Customer tagged"),
    "order.placed": gettext_noop("Order placed"),
    "order.moved": gettext_noop("Order moved to another status"),
    "order.corrected": gettext_noop("Order corrected"),
    "scheme.edited": gettext_noop("Status scheme edited"),
    "goods.content_edited": gettext_noop("Product texts edited"),
    "goods.picture_added": gettext_noop("Picture added"),
    "goods.picture_removed": gettext_noop("Picture removed"),
    "prices.role_chosen": gettext_noop("Role of a price type chosen"),
    "stock.location_described": gettext_noop("Location described"),
    "erp.node_saved": gettext_noop("Exchange node saved"),
    "erp.status_decided": gettext_noop("ERP status mapped"),
    "erp.export_retried": gettext_noop("Order sent to the ERP again"),
    "erp.file_downloaded": gettext_noop("Exchange file downloaded"),
    "erp.package_rerun": gettext_noop("Exchange package loaded again"),
    "erp.absent_decided": gettext_noop("Absent products decided upon"),
    "erp.exchange_paused": gettext_noop("Exchange paused"),
    "erp.exchange_resumed": gettext_noop("Exchange goes on after a pause"),
    "erp.incident_seen": gettext_noop("Incident of the exchange seen"),
    "erp.plans_set": gettext_noop("Promises and schedule of the exchange set"),
    "erp.password_renewed": gettext_noop("Password of an exchange node renewed"),
    "erp.warehouse_decided": gettext_noop("Warehouse of the ERP decided upon"),
    "erp.answer_downloaded": gettext_noop("Answer given to the ERP downloaded"),
    "erp.check_asked": gettext_noop("Connection of an exchange node checked"),
    "contour.replay": gettext_noop("Event delivered again"),
}

_declared: dict[str, str] = dict(TITLES)


def declare_deeds(titles: dict[str, str]) -> None:
    """A room names its deeds: code -> English msgid."""
    _declared.update(titles)


def deed_title(code: str) -> str:
    """The deed's name in the active language; the code of one nobody named."""
    return gettext(_declared[code]) if code in _declared else code
