"""Where orders come from: only what was really told, by the words of the chain's list."""

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import SourceTaken, SourceWrong
from prilavok.trade.oms.sources import desk
from prilavok.trade.oms.sources.desk import SourceView
from prilavok.trade.oms.values import Origin
from tests.trade.oms.make import OPERATOR, Chain, place, seen
from tests.trade.oms.test_scheme_screen import browser

pytestmark = pytest.mark.django_db


def listed(**fields: str) -> int:
    """A word of the list."""
    with unit():
        return desk.add_source(SourceView(source_id=0, **fields), OPERATOR)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "kind", "source", "campaign"),
    [
        ({}, "direct", "", ""),
        ({"utm_source": "Yandex", "utm_medium": "CPC", "utm_campaign": "Весна"}, "utm", "yandex / cpc", "Весна"),
        ({"ref": "www.google.com"}, "referrer", "Google", ""),
        ({"ref": "kirov-forum.example"}, "referrer", "kirov-forum.example", ""),
        ({"from": "nowhere", "ref": "yandex.ru"}, "referrer", "Яндекс", ""),
        ({"utm_source": "x\x00\n" + "y" * 500}, "utm", "x" + "y" * 119, ""),
    ],
)
def test_a_visit_tells_what_it_told(told: dict[str, str], kind: str, source: str, campaign: str) -> None:
    assert api.origin_of(visit=told) == Origin(kind=kind, source=source, campaign=campaign)


def test_a_code_of_the_list_says_more_than_marks(chain: Chain) -> None:
    listed(kind="qr", title="Плакат у кассы", campaign="Лето", code="K7")

    told = api.origin_of(visit={"from": "k7", "utm_source": "yandex"})

    assert told == Origin(kind="qr", source="Плакат у кассы", campaign="Лето")


def test_the_order_keeps_what_was_told_and_the_list_may_change(chain: Chain) -> None:
    answer = listed(kind="answer", title="Знакомые соседа")
    placed = place(chain, 1, channel="operator", origin=api.origin_of(answer=answer))
    with unit():
        desk.drop_source(answer, OPERATOR)

    assert seen(placed.order_id).origin == Origin(kind="answer", source="Знакомые соседа")
    assert api.origin_of(answer=answer) == Origin()


def test_a_word_stands_on_the_list_once() -> None:
    listed(kind="phone", title="Билборд", campaign="Лето", code="88001112233")

    with pytest.raises(SourceTaken):
        listed(kind="phone", title="Другой", code="88001112233")
    with pytest.raises(SourceWrong):
        listed(kind="promo", title="Без кода")

    assert [one.title for one in desk.sources(kinds=("phone", "promo"))] == ["Билборд"]


def test_the_list_is_edited_on_its_screen() -> None:
    office: Client = browser("administrator")

    office.post("/office/sources/", {"kind": "answer", "title": "Радио «Киров»"})
    shown = office.get("/office/sources/").content.decode()

    assert "Радио «Киров»" in shown
