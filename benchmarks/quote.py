"""Quotes: a basket of 20 lines with 200 active promotions, in milliseconds of CPU.

Through the engine alone, and through `pricing.quote` with a database (a process of its own, as pages are). Promotions
are of every kind, over categories, brands and single goods; about a third of them mean something in the basket.
"""

import json
import os
import random
import subprocess
import sys
import time
from decimal import Decimal
from typing import Any, Final

from benchmarks.stack import ROOT, Stack
from benchmarks.table import Table, percentile

LINES: Final = 20
PROMOTIONS: Final = 200
ROUNDS: Final = 300
MOST_MS: Final = 5.0
GOODS: Final = 4000
SYSTEM_: Final = "bench.quote"
SEED: Final = 7


def measure(stack: Stack, table: Table) -> None:
    """The engine in this process, the quote in one that knows the platform's database."""
    engine = engine_ms()
    half, most = percentile(engine, 0.5), percentile(engine, 0.99)
    what = f"quote: {LINES} lines, {PROMOTIONS} promotions, engine (CPU)"
    table.add(what, f"{half:.2f} ms, p99 {most:.2f} ms", f"under {MOST_MS:.0f} ms", holds=half < MOST_MS)
    command = [sys.executable, "-m", "benchmarks.quote", "database"]
    env = {**os.environ, **stack.env, "DATABASE_URL": stack.database_url}
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    table.add(
        "quote: the same through pricing.quote with the database (CPU)",
        f"{said['half']:.2f} ms, p99 {said['most']:.2f} ms, {said['queries']} queries",
        f"under {MOST_MS:.0f} ms",
        holds=said["half"] < MOST_MS,
    )


def engine_ms() -> list[float]:
    """CPU milliseconds of each of the rounds."""
    from prilavok.goods.pricing.engine.index import index_of
    from prilavok.goods.pricing.engine.quoting import reckon
    from prilavok.goods.pricing.engine.values import Setting

    chance = random.Random(SEED)
    published = [(pk, 1, one) for pk, one in enumerate(promotions(chance, range(1, 20_001), range(1, 201)), 1)]
    index = index_of(published, {"sale": 10, "goods": 20, "sets": 30, "basket": 40})
    setting = Setting(moment=_moment())
    taken = []
    for _ in range(ROUNDS):
        basket = [_item(chance, key) for key in chance.sample(range(1, 20_001), LINES)]
        began = time.process_time()
        reckon(basket, index, setting)
        taken.append((time.process_time() - began) * 1000)
    return taken


def promotions(chance: random.Random, goods: range | list[int], categories: range | list[int]) -> list[Any]:
    """Two hundred promotions: half of the catalogue, half of the basket."""
    from prilavok.goods.pricing.engine.terms import (
        AmountOff,
        BuyGet,
        CheapestFree,
        FixedPrice,
        FreeDelivery,
        Goods,
        Need,
        NForM,
        Percent,
        Terms,
    )

    def some(at: int) -> Goods:
        if at % 4 == 0:
            return Goods(categories=tuple(chance.sample(list(categories), min(5, len(categories)))))
        if at % 4 == 1:
            return Goods(brands=(f"марка {chance.randint(1, 40)}",))
        return Goods(variants=tuple(chance.sample(list(goods), min(60, len(goods))))) if at % 4 == 2 else Goods()

    def effect(at: int) -> Any:
        percent = Decimal(chance.randint(1, 30))
        if at % 2:
            money = Decimal(chance.randint(10, 900))
            return (Percent(percent=percent), AmountOff(amount=money), FixedPrice(price=money))[at % 3]
        return (
            Percent(percent=percent),
            AmountOff(amount=Decimal(100)),
            NForM(take=3, pay=2),
            BuyGet(get=some(2), buy=2),
            CheapestFree(),
            FreeDelivery(),
        )[at // 2 % 6]

    made = []
    for at in range(PROMOTIONS):
        is_catalogue = bool(at % 2)
        need = Need() if is_catalogue else Need(sum_from=Decimal(chance.choice((0, 1000, 5000, 50_000))))
        classes = ("sale", "goods") if is_catalogue else ("sets", "basket")
        made.append(
            Terms(
                title=f"Акция {at}",
                kind="catalogue" if is_catalogue else "basket",
                effect=effect(at),
                goods=some(at),
                need=need,
                stacking=classes[at // 2 % 2],
            )
        )
    return made


def _item(chance: random.Random, key: int) -> Any:
    from prilavok.goods.pricing.engine.values import Item

    leaf = chance.randint(1, 200)
    return Item(
        key=key,
        quantity=Decimal(chance.choice((1, 1, 2, 3))),
        unit=chance.randint(5_000, 900_000),
        product_id=key,
        brand=f"марка {chance.randint(1, 40)}",
        categories=frozenset({leaf, leaf // 10 + 300, leaf // 100 + 400}),
    )


def _moment() -> Any:
    from datetime import UTC, datetime

    from prilavok.goods.pricing.engine.times import Moment

    return Moment(at=datetime.now(UTC), weekday=3, minute=720)


def _in_database() -> None:
    """Publish the promotions over what the platform sells, quote, and leave nothing behind."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")
    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from prilavok.base.access import SYSTEM
    from prilavok.base.unit import rehearsal, unit
    from prilavok.goods.pricing import api as pricing
    from prilavok.goods.pricing.promotions import api as promotions_api

    chance = random.Random(SEED)
    with rehearsal():
        with unit():
            goods, categories = _goods(chance)
            for terms in promotions(chance, goods, categories):
                pk = promotions_api.save_promotion(terms=terms, actor=SYSTEM)
                promotions_api.publish_promotion(promotion_id=pk, actor=SYSTEM)
        baskets = [
            [(one, Decimal(chance.choice((1, 2, 3)))) for one in chance.sample(goods, LINES)] for _ in range(ROUNDS)
        ]
        pricing.quote(lines=baskets[0])
        with CaptureQueriesContext(connection) as asked:
            pricing.quote(lines=baskets[0])
        taken = []
        for basket in baskets:
            began = time.process_time()
            pricing.quote(lines=basket)
            taken.append((time.process_time() - began) * 1000)
    half, most = percentile(taken, 0.5), percentile(taken, 0.99)
    print(json.dumps({"half": half, "most": most, "queries": len(asked)}))


def _goods(chance: random.Random) -> tuple[list[int], list[int]]:
    """Goods for sale in three floors of categories, of forty brands."""
    from prilavok.goods.pim import api as pim
    from prilavok.goods.pim.values import CategoryDraft, ProductDraft, VariantDraft
    from prilavok.goods.pricing import api as pricing
    from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft

    names = [f"quote-{at}" for at in range(GOODS)]
    groups = [
        CategoryDraft(external_id=f"quote-{at}", title=f"Группа {at}", parent_external_id=_above(at))
        for at in range(222)
    ]
    pim.upsert_categories(system=SYSTEM_, drafts=groups)
    for start in range(0, GOODS, 1000):
        products = [
            ProductDraft(
                external_id=name,
                title=f"Товар {name}",
                brand=f"марка {chance.randint(1, 40)}",
                category_external_ids=(f"quote-{chance.randint(22, 221)}",),
            )
            for name in names[start : start + 1000]
        ]
        pim.upsert_products(system=SYSTEM_, drafts=products)
        variants = [VariantDraft(external_id=name, product_external_id=name) for name in names[start : start + 1000]]
        pim.upsert_variants(system=SYSTEM_, drafts=variants)
    known = pim.variant_ids(system=SYSTEM_, external_ids=names)
    kind = next((one.price_type_id for one in pricing.price_types() if one.role == "selling"), None)
    if kind is None:
        pricing.upsert_price_types(system=SYSTEM_, drafts=[PriceTypeDraft(external_id="quote", title="Розничная")])
        kind = pricing.price_type_ids(system=SYSTEM_, external_ids=["quote"])["quote"]
    ids = [int(known[name]) for name in names]
    rows = [PriceRow(variant_id=one, price_type_id=kind, amount=Decimal(chance.randint(50, 9000))) for one in ids]
    pricing.set_prices(source="bench", rows=rows)
    return ids, [int(one.category_id) for one in pim.category_tree() if one.title.startswith("Группа")]


def _above(at: int) -> str | None:
    return None if at < 2 else f"quote-{at % 2}" if at < 22 else f"quote-{2 + at % 20}"


if __name__ == "__main__" and sys.argv[1:] == ["database"]:
    _in_database()
