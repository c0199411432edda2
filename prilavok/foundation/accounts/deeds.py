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
    "refund.decided": gettext_noop("Refund decided upon"),
    "contour.replay": gettext_noop("Event delivered again"),
}

# What a line of the audit says changed; a name that is not here is shown as it was written.
FIELDS: Final = {
    "since": gettext_noop("From day"),
    "until": gettext_noop("To day"),
    "reason": gettext_noop("Reason"),
    "state": gettext_noop("State"),
    "version": gettext_noop("Version"),
    "revision": gettext_noop("Revision"),
    "deed": gettext_noop("Deed"),
    "status": gettext_noop("Status"),
    "takes": gettext_noop("Takes for own orders"),
    "gives": gettext_noop("Gives to orders of others"),
    "number": gettext_noop("Number"),
    "phone": gettext_noop("Phone"),
    "email": gettext_noop("E-mail"),
    "total": gettext_noop("Sum"),
    "title": gettext_noop("Title"),
    "name": gettext_noop("Name"),
    "goods": gettext_noop("Goods"),
    "price": gettext_noop("Price"),
    "parts": gettext_noop("Parts of the bundle"),
    "cells": gettext_noop("Cells changed"),
    "places": gettext_noop("Places"),
    "places_count": gettext_noop("Places"),
    "what": gettext_noop("What"),
    "word": gettext_noop("Code word"),
    "words": gettext_noop("Words"),
    "login": gettext_noop("Login"),
    "username": gettext_noop("Login"),
    "valid_from": gettext_noop("Valid from"),
    "valid_to": gettext_noop("Valid until"),
    "per_code": gettext_noop("Uses per code"),
    "per_person": gettext_noop("Uses per person"),
    "in_total": gettext_noop("Uses in all"),
    "min_total": gettext_noop("Sum from"),
    "comes_back": gettext_noop("Comes back with a cancelled order"),
    "lead_hours": gettext_noop("Hours on the way"),
    "cut_off": gettext_noop("Leaves until"),
    "weekdays": gettext_noop("Days"),
    "from": gettext_noop("Sender"),
    "to": gettext_noop("Receiver"),
    "is_active": gettext_noop("In force"),
    "file": gettext_noop("File"),
    "list": gettext_noop("List"),
    "promotion_id": gettext_noop("Promotion"),
    "batch": gettext_noop("Batch of codes"),
    "legend": gettext_noop("Legend"),
    "count": gettext_noop("How many"),
    "text": gettext_noop("Text"),
    "script": gettext_noop("What the operator says"),
    "kind": gettext_noop("What kind"),
    "mask": gettext_noop("Mask"),
    "other": gettext_noop("The other card"),
    "merge": gettext_noop("Joining"),
    "location_id": gettext_noop("Store"),
    "days": gettext_noop("Days kept"),
    "minutes": gettext_noop("Minutes"),
    "permissions": gettext_noop("Rights"),
    "roles": gettext_noop("Roles"),
    "stores": gettext_noop("Stores"),
    "tags": gettext_noop("Tags"),
    "hidden": gettext_noop("Hidden"),
    "note": gettext_noop("Note"),
    "comment": gettext_noop("Comment"),
    "article": gettext_noop("Article"),
    "coupon": gettext_noop("Coupon"),
    "percent": gettext_noop("Per cent"),
    "planned": gettext_noop("Planned price"),
    "package": gettext_noop("Package"),
    "incident": gettext_noop("Incident"),
    "warehouse": gettext_noop("Warehouse"),
    "check": gettext_noop("Check of the connection"),
    "purpose": gettext_noop("What for"),
    "field": gettext_noop("Field"),
    "decision": gettext_noop("Decision"),
    "contacts": gettext_noop("Contacts"),
    "erased": gettext_noop("Erased"),
    "code": gettext_noop("Code"),
    "picture": gettext_noop("Picture"),
    "subscriber": gettext_noop("Subscriber"),
    "address": gettext_noop("Address"),
    "hours": gettext_noop("Opening hours"),
    "city": gettext_noop("City"),
}

_declared: dict[str, str] = dict(TITLES)


def declare_deeds(titles: dict[str, str]) -> None:
    """A room names its deeds: code -> English msgid."""
    _declared.update(titles)


def deed_title(code: str) -> str:
    """The deed's name in the active language; the code of one nobody named."""
    return gettext(_declared[code]) if code in _declared else code


def field_title(name: str) -> str:
    """What changed, in the active language; the name itself of what nobody worded."""
    return gettext(FIELDS[name]) if name in FIELDS else name
