"""Nothing about people lies about undeclared: every field that can lead to somebody has a room that speaks for it."""

import re

from django.apps import apps
from django.db import models

from prilavok.base.personal import declared_fields, holdings
from tests.shape.house import rooms

LEADS_TO_SOMEBODY = re.compile(
    r"(^|_)(phone|phones|e_?mail|emails|contact|contacts|person|persons|person_id|card|network|recipient|address"
    r"|actor|actor_id|actor_name|person_name|decided_by|created_by_name|approved_by_name|made_by|username"
    r"|first_name|last_name|session_key|by_name|author|author_name|buyer_id|customer_id)$"
)
# Names that mean somebody only where a person is the row itself.
OF_ONE = {"name", "to", "comment", "text"}
NEAR = re.compile(r"(^|_)(phone|contact|email|person_id)$")


def _suspicious(model: type[models.Model]) -> set[str]:
    names = {field.attname for field in model._meta.concrete_fields}
    found = {name for name in names if LEADS_TO_SOMEBODY.search(name)}
    return found | (names & OF_ONE if any(NEAR.search(name) for name in names) else set())


def test_every_field_that_leads_to_somebody_is_declared() -> None:
    labels = {room.label for room in rooms()}
    known = declared_fields()
    silent = {
        f"{model._meta.label}: {', '.join(sorted(left))}"
        for model in apps.get_models()
        if model._meta.app_label in labels and (left := _suspicious(model) - known.get(model._meta.label, set()))
    }

    assert silent == set(), "say in the room's personal.py what it holds, see prilavok/base/personal.py"


def test_what_is_declared_exists() -> None:
    fields = {
        model._meta.label: {field.attname for field in model._meta.concrete_fields} for model in apps.get_models()
    }
    wrong = {
        f"{label}.{name}" for label, names in declared_fields().items() for name in names - fields.get(label, set())
    }

    assert wrong == set()


def test_what_stays_says_why_and_what_goes_by_time_has_a_term() -> None:
    assert [one.code for one in holdings() if one.erase is None and not one.stays] == []
    assert [one.code for one in holdings() if (one.expire is None) != (one.days is None)] == []
    assert [one.code for one in holdings() if one.least_days and one.days and one.days < one.least_days] == []
