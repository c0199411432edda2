"""The door of crm: who buys from us, what they are known by, and everything between us."""

from prilavok.people.crm.actions.edit_customer import edit_customer
from prilavok.people.crm.actions.join_customers import join_proven
from prilavok.people.crm.actions.remember_customer import remember
from prilavok.people.crm.queries import (
    contacts,
    customer,
    customer_by_phone,
    customers_by_phone,
    field_changes,
    find_customers,
    orders_of,
    timeline,
)

__all__ = [
    "contacts",
    "customer",
    "customer_by_phone",
    "customers_by_phone",
    "edit_customer",
    "field_changes",
    "find_customers",
    "join_proven",
    "orders_of",
    "remember",
    "timeline",
]
