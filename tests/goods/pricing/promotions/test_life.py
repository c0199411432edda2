"""A promotion is drafted, checked, published as a revision, paused, ended; its goods hear of it."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from prilavok.base.clock import database_now
from prilavok.base.models import EventRow
from prilavok.base.unit import unit
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.engine.terms import Gift, Goods, Hours, Percent, Where
from prilavok.goods.pricing.promotions.actions import edit_promotion as life
from prilavok.goods.pricing.promotions.errors import DraftChanged, LegendMissing, PromotionStands, TermsWrong
from prilavok.goods.pricing.promotions.models import Promotion, PromotionRevision
from prilavok.goods.pricing.promotions.queries import promotion, revisions
from prilavok.goods.pricing.resolution.asking import standing_and_page
from prilavok.goods.pricing.values import Circumstances
from tests.goods.pricing.promotions.make import PERSON, goods, published, terms

pytestmark = pytest.mark.django_db


def told() -> list[tuple[int, ...]]:
    rows = EventRow.objects.filter(name="pricing.prices_changed").order_by("pk")
    return [tuple(row.payload["variant_ids"]) for row in rows]


def test_each_publishing_makes_a_revision_and_the_draft_may_differ() -> None:
    pk = published(goods=Goods(brands=("Зубр",)))

    with unit():
        life.save_promotion(promotion_id=pk, terms=terms(title="Скидка 15 %"), actor=PERSON)

    seen = promotion(pk)
    assert (seen.phase, seen.revision, seen.is_changed, seen.terms.title) == ("running", 1, True, "Скидка 15 %")
    assert [one.terms.title for one in revisions(pk)] == ["Скидка 10 %"]
    with unit():
        assert life.publish_promotion(promotion_id=pk, actor=PERSON, draft_version=2) == 2
    assert [one.terms.title for one in revisions(pk)] == ["Скидка 15 %", "Скидка 10 %"]


def test_a_draft_that_somebody_else_changed_is_not_published() -> None:
    pk = published()
    with unit():
        life.save_promotion(promotion_id=pk, terms=terms(title="Другая"), actor=PERSON)

    with pytest.raises(DraftChanged), unit():
        life.publish_promotion(promotion_id=pk, actor=PERSON, draft_version=1)

    assert promotion(pk).revision == 1


def test_what_is_wrong_is_said_and_nothing_is_published() -> None:
    with unit():
        pk = life.save_promotion(terms=terms(effect=Gift(variants=())), actor=PERSON)

    with pytest.raises(TermsWrong) as refused, unit():
        life.publish_promotion(promotion_id=pk, actor=PERSON)

    assert refused.value.data["fields"] == (("effect", "effect_of_other_kind"), ("effect", "gift"))
    assert (promotion(pk).state, PromotionRevision.objects.count()) == ("draft", 0)


def test_a_lower_price_online_needs_a_legend() -> None:
    cheaper = terms(where=Where(channels=("site",)))
    with unit():
        pk = life.save_promotion(terms=cheaper, actor=PERSON)

    with pytest.raises(LegendMissing), unit():
        life.publish_promotion(promotion_id=pk, actor=PERSON)

    assert promotion(pk).state == "draft"
    with unit():
        told = terms(where=Where(channels=("site",)), legend="На сайте нет расходов на витрину.")
        life.save_promotion(promotion_id=pk, terms=told, actor=PERSON)
        life.publish_promotion(promotion_id=pk, actor=PERSON)
    assert promotion(pk).phase == "running"


def test_the_same_price_in_stores_and_online_needs_no_legend() -> None:
    assert promotion(published(where=Where(channels=("site", "operator", "store", "till")))).phase == "running"


def test_goods_hear_when_a_promotion_of_the_catalogue_begins_changes_and_ends() -> None:
    ids = goods(3)
    before = len(told())
    pk = published(goods=Goods(brands=("Зубр",)))
    assert told()[before:] == [(ids[1],)]

    with unit():
        life.save_promotion(promotion_id=pk, terms=terms(goods=Goods(variants=(ids[2],))), actor=PERSON)
        life.publish_promotion(promotion_id=pk, actor=PERSON)
    assert told()[before + 1 :] == [(ids[1], ids[2])]

    with unit():
        life.pause_promotion(promotion_id=pk, actor=PERSON)
    assert told()[before + 2 :] == [(ids[2],)]


def test_the_databases_clock_begins_and_ends_promotions() -> None:
    ids = goods(1)
    now = database_now()
    pk = published(
        goods=Goods(variants=(ids[0],)), starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2)
    )
    before = len(told())
    with unit():
        assert pricing.follow_promotions() == 0
    assert promotion(pk).phase == "waiting"

    Promotion.objects.filter(pk=pk).update(ends_at=now)
    with unit():
        pricing.follow_promotions()

    assert (promotion(pk).phase, len(told())) == ("ended", before)


def test_a_category_means_all_below_it_and_exactly_these_goods() -> None:
    from prilavok.goods.pim import api as pim

    ids = goods(3)
    category = next(one.category_id for one in pim.category_tree() if one.title == "Инструмент")
    assert pim.variants_meant(categories=[category]) == ids[:2]
    assert pim.variants_meant(categories=[category], brands=["зубр"]) == [ids[1]]
    assert pim.traits(variant_ids=[ids[0]])[VariantId(ids[0])].category_ids == {category}


def test_an_archived_promotion_is_not_touched_any_more() -> None:
    pk = published()
    with unit():
        life.end_promotion(promotion_id=pk, actor=PERSON)
        life.archive_promotion(promotion_id=pk, actor=PERSON)

    with pytest.raises(PromotionStands), unit():
        life.publish_promotion(promotion_id=pk, actor=PERSON)
    assert promotion(pk).phase == "archived"


def test_what_was_published_cannot_be_rewritten() -> None:
    published(effect=Percent(percent=Decimal(5)))

    with pytest.raises(IntegrityError), transaction.atomic():
        PromotionRevision.objects.update(number=7)


def test_a_job_waits_for_the_second_of_its_beginning_and_of_its_end() -> None:
    now = database_now()
    published(starts_at=now + timedelta(seconds=90), ends_at=now + timedelta(seconds=7000))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT round(extract(epoch FROM scheduled_at - %s)) FROM procrastinate_jobs"
            " WHERE task_name LIKE '%%follow_promotions_now' ORDER BY scheduled_at",
            [now],
        )
        waits = [int(row[0]) for row in cursor.fetchall()]
    assert [abs(found - wanted) <= 5 for found, wanted in zip(waits, (90, 7000), strict=True)] == [True, True]


def test_other_words_of_a_promotion_do_not_make_anybody_look_at_prices_again() -> None:
    pk = published()
    before = len(told())

    with unit():
        life.save_promotion(promotion_id=pk, terms=terms(title="Осень", legend="Убираем склад"), actor=PERSON)
        life.publish_promotion(promotion_id=pk, actor=PERSON)
    assert len(told()) == before
    with unit():
        life.save_promotion(promotion_id=pk, terms=terms(effect=Percent(percent=Decimal(11))), actor=PERSON)
        life.publish_promotion(promotion_id=pk, actor=PERSON)
    assert told()[before:] == [()]


def test_prices_are_told_alike_until_a_promotion_turns(db: None) -> None:
    """What is told with prices of when it was changes only when some promotion begins or ends to hold."""
    (good,) = goods(1)
    where = Circumstances(channel="site")

    def turned() -> datetime:
        page = standing_and_page([good], where)[1]
        assert page is not None
        told: datetime = page[-1]
        return told

    quiet = turned()
    assert quiet <= database_now() - timedelta(microseconds=1)
    assert turned() == quiet
    began = database_now() - timedelta(milliseconds=1)
    published(starts_at=began)
    assert turned() == max(began, quiet)
    over = database_now() - timedelta(milliseconds=1)
    Promotion.objects.update(starts_at=began, ends_at=over)
    assert turned() == max(over, quiet)
    published(hours=Hours(weekdays=(1,)), starts_at=None, ends_at=None)
    assert turned() >= database_now().replace(second=0, microsecond=0) - timedelta(minutes=1)
    assert Promotion.objects.filter(is_hourly=True).count() == 1
