"""How moments and systems are written on screens."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from prilavok.base import flows
from prilavok.base.flows import Drawing, System
from prilavok.design import formats
from prilavok.design.templatetags.prilavok import system


def test_an_end_is_said_so_that_it_stands_after_until() -> None:
    noon = timezone.localtime().replace(hour=12, minute=5)
    with translation.override("ru"):
        said = [formats.until(noon + timedelta(days=days)) for days in (0, 1)]

        assert said == ["12:05 сегодня", "12:05 завтра"]
        assert formats.until(noon + timedelta(days=9)) == formats.moment(noon + timedelta(days=9))


def test_a_system_is_called_by_its_title_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    node = System(code="erp.central", title="1С: центральная база", is_outside=True)
    monkeypatch.setattr(flows, "_providers", [lambda: Drawing(systems=(node,))])
    monkeypatch.setattr(flows, "_titles", (-flows.TITLES_KEPT_S, {}))

    assert [system(one) for one in ("erp.central", "erp.central:9", "repricing:7", "")] == [
        "1С: центральная база",
        "1С: центральная база · 9",
        "repricing:7",
        "",
    ]
