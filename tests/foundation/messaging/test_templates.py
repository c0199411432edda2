"""Texts that people edit: only declared names, every version kept."""

import pytest

from prilavok.base.access import SYSTEM
from prilavok.foundation.messaging import rules
from prilavok.foundation.messaging.api import edit_template, ensure_template, template_versions, templates
from prilavok.foundation.messaging.errors import TemplateChangedMeanwhile, TemplateEmpty
from prilavok.foundation.messaging.values import TemplateDraft, TemplateEdit, TemplateView
from tests.foundation.messaging import make


def _template() -> TemplateView:
    return next(one for one in templates() if one.code == "ready")


def test_names_are_filled_and_nothing_else_is_understood() -> None:
    filled = rules.render(
        subject="", body="{number} {number.__class__} {0} {unknown} {{number}}", context={"number": "1042"}
    )

    assert filled.text == "1042 {number.__class__} {0} {unknown} {1042}"
    assert filled.unknown == ("unknown",)


def test_value_is_never_filled_again() -> None:
    filled = rules.render(subject="", body="{name}", context={"name": "{secret}", "secret": "x"})

    assert filled.text == "{secret}"


def test_edit_makes_a_version_and_ensuring_again_keeps_it(in_unit: None) -> None:
    make.template()
    edit_template(
        edit=TemplateEdit(template_id=_template().template_id, version=1, subject="", body="Новый"), actor=SYSTEM
    )

    make.template()

    assert _template().body == "Новый"
    assert [one.version for one in template_versions(_template().template_id)] == [2, 1]


def test_second_editor_of_the_same_version_is_told(in_unit: None) -> None:
    make.template()
    known = _template()
    edit_template(edit=TemplateEdit(template_id=known.template_id, version=1, subject="", body="Первый"), actor=SYSTEM)

    with pytest.raises(TemplateChangedMeanwhile):
        edit_template(
            edit=TemplateEdit(template_id=known.template_id, version=1, subject="", body="Второй"), actor=SYSTEM
        )

    assert _template().body == "Первый"


def test_empty_text_is_refused(in_unit: None) -> None:
    make.template()

    with pytest.raises(TemplateEmpty):
        edit_template(
            edit=TemplateEdit(template_id=_template().template_id, version=1, subject="", body=" "), actor=SYSTEM
        )

    assert _template().version == 1


def test_new_names_of_a_room_are_added_to_an_edited_template(in_unit: None) -> None:
    make.template()

    ensure_template(TemplateDraft(code="ready", channel="sms", title="Готов", body="{store}"))

    assert _template().names == ("name", "number", "store")
    assert _template().body.startswith("Заказ")


@pytest.mark.parametrize(
    ("address", "masked"),
    [("+79161234567", "+7916*****67"), ("anna@example.com", "a***@example.com"), ("123", "***")],
)
def test_address_is_masked(address: str, masked: str) -> None:
    assert rules.masked(address) == masked


@pytest.mark.parametrize(("length", "parts"), [(70, 1), (71, 2), (134, 2), (135, 3)])
def test_cyrillic_sms_parts(length: int, parts: int) -> None:
    assert rules.sms_parts("я" * length) == parts
