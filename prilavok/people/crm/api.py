"""The door of crm: who buys from us, what they are known by, and everything between us."""

from prilavok.people.crm.actions.agree_with import agree_with
from prilavok.people.crm.actions.decide_review import decide_which, decide_who
from prilavok.people.crm.actions.edit_customer import edit_customer
from prilavok.people.crm.actions.join_customers import join_proven
from prilavok.people.crm.actions.merge_customers import merge_customers, undo_merge
from prilavok.people.crm.actions.propose_contact import dismiss_proposal
from prilavok.people.crm.actions.remember_customer import remember
from prilavok.people.crm.actions.take_card import card_contact, cards_of, take_card
from prilavok.people.crm.actions.take_customers import take_customers
from prilavok.people.crm.decisions import (
    merge_preview,
    merges_of,
    proposals_of,
    records,
    reviews,
    reviews_count,
)
from prilavok.people.crm.gathering import gather, known_as
from prilavok.people.crm.queries import (
    contacts,
    customer,
    customer_by_phone,
    customers_by_phone,
    field_changes,
    find_customers,
    orders_of,
    owns_receipt,
    receipts_of,
    receipts_of_person,
    timeline,
)
from prilavok.people.crm.waiting.asking import Wait, stop_waiting, wait_for, waits_for

__all__ = [
    "Wait",
    "agree_with",
    "card_contact",
    "cards_of",
    "contacts",
    "customer",
    "customer_by_phone",
    "customers_by_phone",
    "decide_which",
    "decide_who",
    "dismiss_proposal",
    "edit_customer",
    "field_changes",
    "find_customers",
    "gather",
    "join_proven",
    "known_as",
    "merge_customers",
    "merge_preview",
    "merges_of",
    "orders_of",
    "owns_receipt",
    "proposals_of",
    "receipts_of",
    "receipts_of_person",
    "records",
    "remember",
    "reviews",
    "reviews_count",
    "stop_waiting",
    "take_card",
    "take_customers",
    "timeline",
    "undo_merge",
    "wait_for",
    "waits_for",
]
