"""What a comparison of visitors says, and when it has the honesty to say nothing; the page that says it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from prilavok.base.unit import unit
from prilavok.foundation.accounts.models import Person
from prilavok.insight.recommendations import api
from prilavok.insight.recommendations.rules import compared
from prilavok.insight.recommendations.values import Judgement, Rule, Tale, Told
from tests.foundation.accounts.make import staff


@pytest.mark.parametrize(
    ("seen", "apart", "judgement"),
    [
        ((0, 0), (0, 0), Judgement.ALONE),
        ((5000, 90), (0, 0), Judgement.ALONE),
        ((5000, 0), (5000, 0), Judgement.FEW),
        ((90, 40), (90, 1), Judgement.FEW),
        ((9500, 190), (240, 0), Judgement.FEW),
        ((9500, 190), (500, 9), Judgement.SAME),
        ((95_000, 2850), (5000, 100), Judgement.MORE),
        ((95_000, 1900), (5000, 150), Judgement.LESS),
        ((9500, 400), (500, 0), Judgement.MORE),
        ((69_086, 2488), (3620, 67), Judgement.MORE),
    ],
)
def test_a_difference_is_believed_only_when_chance_hardly_makes_it(
    seen: tuple[int, int], apart: tuple[int, int], judgement: Judgement
) -> None:
    told = compared(seen, apart)

    assert told.judgement == judgement
    if judgement in (Judgement.SAME, Judgement.MORE, Judgement.LESS):
        assert told.low < told.gain < told.high
        assert told.with_block is not None
        assert told.without is not None
        assert told.gain == told.with_block - told.without, "as the reader reckons it"
        assert (told.low > 0, told.high < 0) == (judgement == Judgement.MORE, judgement == Judgement.LESS)


def _tell(is_apart: bool, people: int, ordered: int, days: int = 0) -> None:
    tale = Tale(shown=people * 3, clicked=people // 10, ordered=ordered, people=people, people_ordered=ordered)
    day = localdate() - timedelta(days=days)
    with unit():
        api.tell_effects([Told(day=day, rule=rule, is_apart=is_apart, tale=tale) for rule in (Rule.ALL, Rule.ALIKE)])


@pytest.mark.django_db
def test_staff_read_what_the_blocks_bring_or_that_it_is_too_early(client: Client) -> None:
    client.force_login(Person.objects.get(pk=staff("olga", "content_manager")))
    address = "/office/recommendations/effects/"
    assert "до блоков никто не дошёл" in client.get(address).content.decode()

    _tell(False, 900, 27)
    assert "Сравнить не с кем" in client.get(address).content.decode()
    _tell(True, 50, 1)
    text = client.get(address).content.decode()
    assert "Посетителей пока мало, чтобы судить" in text
    assert "мало, чтобы судить</span>" in text
    for days in (40, 41):
        _tell(False, 47_500, 1425, days)
        _tell(True, 2500, 50, days)

    assert "пока мало" in client.get(f"{address}?days=30").content.decode()
    text = client.get(f"{address}?days=90").content.decode()
    assert "Рекомендации приносят заказы" in text
    assert "рекомендованное заказывают на 10,0 больше: 30,0 из тех" in text
    assert "на 10,0 больше</span>" in text
    assert "+50&nbsp;%" in text
