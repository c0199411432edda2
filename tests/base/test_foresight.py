"""What a way of asking has taught is asked of the next subject at once, and a wrong guess is never taken."""

from collections.abc import Sequence

import pytest

from prilavok.base.foresight import Foresight
from prilavok.base.heard import Answer

CARD = "SELECT card WHERE id = %s"
PRICE = "SELECT price WHERE ids = %(ids)s AND region = %(region)s AND day = %(day)s"
DAY = "23 November"


def asked(product: int, variants: Sequence[int], region: str = "", day: str = DAY) -> list[Answer]:
    told = {"ids": str(variants), "region": region, "day": day}
    return [Answer(CARD, [product], []), Answer(PRICE, told, [])]


def about(product: int, variants: Sequence[int]) -> dict[str, object]:
    return {"product": product, "variants": str(variants), "first": str(variants[:1])}


def told(foresight: Foresight, way: str, product: int, variants: Sequence[int]) -> list[tuple[str, object]]:
    return foresight.questions(way, about(product, variants))  # type: ignore[return-value]


@pytest.fixture
def foresight() -> Foresight:
    """Has seen two products in Tver, one of them with two variants."""
    made = Foresight()
    made.learn("Tver", about(1, [11]), asked(1, [11], "Tver"))
    made.learn("Tver", about(2, [21, 22]), asked(2, [21, 22], "Tver"))
    return made


def test_the_next_product_is_asked_the_same_with_its_own_numbers(foresight: Foresight) -> None:
    assert told(foresight, "Tver", 3, [31, 32]) == [
        (CARD, [3]),
        (PRICE, {"ids": "[31, 32]", "region": "Tver", "day": DAY}),
    ]


def test_another_way_is_another_thing_to_learn(foresight: Foresight) -> None:
    assert told(foresight, "Pskov", 3, [31]) == []


def test_what_could_be_this_or_that_is_not_guessed() -> None:
    foresight = Foresight()
    foresight.learn("Tver", about(1, [11]), asked(1, [11]))
    assert told(foresight, "Tver", 1, [11]) == [(one.sql, one.params) for one in asked(1, [11])]
    assert told(foresight, "Tver", 3, [31]) == [], "always 1, or the number of the product?"
    foresight.learn("Tver", about(3, [31]), asked(3, [31]))
    assert len(told(foresight, "Tver", 4, [41])) == 2
    assert len(told(foresight, "Tver", 4, [41, 42])) == 1, "all variants, or the first?"


def test_what_was_always_the_same_is_learnt_anew_when_it_turns(foresight: Foresight) -> None:
    for product in (3, 4):
        foresight.learn(
            "Tver", about(product, [30 + product, 9]), asked(product, [30 + product, 9], "Tver", "24 November")
        )
    assert told(foresight, "Tver", 5, [50, 9])[1][1]["day"] == "24 November"  # type: ignore[index]


def test_a_number_is_no_text_that_looks_like_it() -> None:
    foresight = Foresight()
    for product in (1, 2):
        foresight.learn("Tver", {"product": product}, [Answer(CARD, [str(product)], [])])
    assert foresight.questions("Tver", {"product": 3}) != [(CARD, [3])]


def test_the_way_is_that_of_the_last_one_and_others_stay_known(foresight: Foresight) -> None:
    def more(product: int) -> list[Answer]:
        return [
            Answer("SELECT parts WHERE id = %s", [str([30 + product])], []),
            *asked(product, [30 + product], "Tver"),
        ]

    for product in (3, 4):
        foresight.learn("Tver", about(product, [30 + product]), more(product))
    assert [sql for sql, _ in told(foresight, "Tver", 5, [41])] == [one.sql for one in more(5)]
    assert len(told(foresight, "Tver", 5, [41, 42])) == 2, "parts of which of them?"
    foresight.learn("Tver", about(3, [33]), asked(3, [33], "Tver"))
    assert len(told(foresight, "Tver", 5, [41])) == 2
    foresight.learn("Tver", about(3, [33]), more(3))
    assert len(told(foresight, "Tver", 5, [41])) == 3
