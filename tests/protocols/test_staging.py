"""What lies between the files and the rooms: what is known is left out, what is doubtful is not, nothing is lost."""

from datetime import timedelta

import pytest
from django.db import connection

from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceRow
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import Want
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import Known, Node, Package, PackageFile, PackageWarning, Staged
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.staging import absence, door
from prilavok.partners.erp.staging import rows as staged
from tests.jobs import RunJobs
from tests.protocols import make
from tests.protocols.client import OneC
from tests.protocols.make import available, catalogue, offer, offers, price_of, product, root

SYSTEM = "erp.central"
KEYS = [f"g{number}" for number in range(8)]
GOODS = catalogue(*[product(key) for key in KEYS])
OFFERS = offers(*[offer(key, price="10", stocks={"a": "3", "b": "4"}) for key in KEYS])
WHOLE = {"import0_1.xml": GOODS, "offers0_1.xml": OFFERS}
TABLES = (
    *("pim_product", "pim_variant", "pim_identity", "pricing_price", "pricing_pricechange", "stock_balance"),
    *("stock_movement", "erp_catalogueitem", "erp_known"),
)


@pytest.fixture(autouse=True)
def _at_once(nodes: None) -> None:
    """What makes a package suspicious is proved elsewhere."""
    Node.objects.update(confirm=Node.Confirm.NEVER)


def prices_of(*told: tuple[str, str]) -> bytes:
    """A file of prices alone."""
    inside = "".join(
        f"<Предложение><Ид>{key}</Ид><Цены><Цена><ИдТипаЦены>p</ИдТипаЦены><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу>"
        "<Валюта>RUB</Валюта></Цена></Цены></Предложение>"
        for key, price in told
    )
    return root(
        '<ПакетПредложений СодержитТолькоИзменения="true"><Ид>c1#</Ид><ИдКаталога>c1</ИдКаталога>'
        f"<Предложения>{inside}</Предложения></ПакетПредложений>"
    )


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Every row that an exchange may write, with the transaction that wrote it."""
    with connection.cursor() as cursor:
        found = {}
        for name in TABLES:
            cursor.execute(f"SELECT xmin::text, ctid::text FROM {name} ORDER BY 1, 2")  # noqa: S608 - names above
            found[name] = cursor.fetchall()
        return found


def done() -> dict[str, int]:
    """What the last package wrote."""
    counts = Package.objects.latest("id").counts
    return {
        lane: sum(numbers.get(name, 0) for name in ("created", "changed", "removed"))
        for lane, numbers in counts.items()
        if any(numbers.get(name) for name in ("created", "changed", "removed"))
    }


@pytest.mark.django_db(transaction=True)
def test_the_same_package_again_writes_no_row(one_c: OneC, run_jobs: RunJobs) -> None:
    one_c.send(WHOLE)
    before = rows()

    one_c.send(WHOLE)

    after = rows()
    assert after == before
    counts = Package.objects.latest("id").counts
    assert (counts["product"], done()) == ({"read": 8, "unchanged": 8}, {})
    assert counts["offer"] == {"read": 8, "unchanged": 8}


def test_only_what_changed_is_applied(one_c: OneC) -> None:
    one_c.send(WHOLE)

    changed = [offer(key, price="12" if key == "g5" else "10", stocks={"a": "3", "b": "4"}) for key in KEYS]
    one_c.send({**WHOLE, "offers0_1.xml": offers(*changed)})

    assert (done(), price_of("g5"), price_of("g4")) == ({"price": 1}, 12, 10)
    counts = Package.objects.latest("id").counts
    assert counts["price"] == {"read": 1, "changed": 1}


def test_a_record_with_a_warning_is_read_every_time(one_c: OneC) -> None:
    odd = {**WHOLE, "offers0_1.xml": offers(offer("g0"), offer("g1", price="0"), offer("g2"))}

    for _ in range(2):
        one_c.send(odd)
        last = PackageWarning.objects.filter(file__package=Package.objects.latest("id"), code="price_zero")
        assert [row.count for row in last] == [1]


def drift() -> None:
    """Somebody else changes a price behind the exchange's back."""
    variant = pim.variant_ids(system=SYSTEM, external_ids=["g3"])["g3"]
    type_id = pricing.price_type_ids(system=SYSTEM, external_ids=["p"])["p"]
    with unit():
        pricing.set_prices(
            source="a person", rows=[PriceRow(variant_id=variant, price_type_id=type_id, amount=99, currency="RUB")]
        )


def test_what_was_forgotten_is_applied_though_it_says_the_same(one_c: OneC) -> None:
    one_c.send(WHOLE)
    drift()
    one_c.send(WHOLE)
    assert price_of("g3") == 99

    with unit():
        door.forget(namespace=SYSTEM, lane="offer", keys=["g3"])
    one_c.send(WHOLE)

    assert (price_of("g3"), done()) == (10, {"price": 1})


def test_a_rerun_by_a_person_takes_nothing_for_known(one_c: OneC, run_jobs: RunJobs) -> None:
    one_c.send(WHOLE)
    drift()

    with unit():
        erp.rerun(Package.objects.latest("id").pk)
    run_jobs()

    assert (price_of("g3"), done()) == (10, {"price": 1})


def test_a_setting_that_changes_makes_all_records_new(one_c: OneC) -> None:
    one_c.send(WHOLE)
    drift()

    make.make_nodes(price_types=("p",))
    one_c.send(WHOLE)

    assert price_of("g3") == 10


def test_prices_alone_take_the_place_of_a_whole_offer(one_c: OneC) -> None:
    one_c.send(WHOLE)
    one_c.send({"prices.xml": prices_of(("g1", "5"), ("g2", "6"), ("g3", "7"))})
    assert [price_of(key) for key in ("g1", "g2", "g3")] == [5, 6, 7]

    one_c.send(WHOLE)

    assert [price_of(key) for key in ("g1", "g2", "g3", "g4")] == [10, 10, 10, 10]


def test_the_last_word_of_a_package_counts_every_time(one_c: OneC) -> None:
    first, second = [offer(key, price="10") for key in KEYS], [offer(key, price="20") for key in KEYS[:4]]
    one_c.send({"import0_1.xml": GOODS, "offers0_1.xml": offers(*second, *first)})
    both = {"offers0_1.xml": offers(*first, *second)}

    for _ in range(3):
        one_c.send(both)
        assert [price_of(key) for key in KEYS] == [20] * 4 + [10] * 4
        one_c.send({"offers0_1.xml": offers(*first)})
        assert [price_of(key) for key in KEYS] == [10] * 8


def test_a_known_figure_is_told_anew_when_an_order_stood_beside_it(one_c: OneC) -> None:
    one_c.send(WHOLE)
    variant = pim.variant_ids(system=SYSTEM, external_ids=["g2"])["g2"]
    place = stock.location_ids(system=SYSTEM, external_ids=["a"])["a"]
    with unit():
        stock.reserve(order_id=7, location_id=place, wants=[Want(variant_id=variant, quantity=2)], hold_for_s=None)
    with unit():
        stock.tell_known(order_ids=[7], what="reserved")
    one_c.send(WHOLE)
    assert available("g2", "a") == 3

    with unit():
        stock.release(order_id=7, reason="test")
    assert available("g2", "a") == 5
    one_c.send(WHOLE)

    assert available("g2", "a") == 3


def test_cards_lose_pictures_when_a_file_begins_to_speak_of_pictures(one_c: OneC) -> None:
    named = "<Картинка>import_files/ab/{}.jpg</Картинка>"
    both = [product("g1", extra=named.format(1)), product("g2", extra=named.format(2))]
    silent = [product("g1"), product("g2")]
    one_c.send({"import0_1.xml": catalogue(product("g0"), *both)})
    one_c.send({"import0_1.xml": catalogue(product("g0"), *silent)})
    assert _images("g2") == 1

    one_c.send({"import0_1.xml": catalogue(product("g0", extra=named.format(0)), *silent)})

    assert (_images("g0"), _images("g1"), _images("g2")) == (1, 0, 0)


def _images(key: str) -> int:
    with connection.cursor() as cursor:
        product_id = pim.product_ids(system=SYSTEM, external_ids=[key])[key]
        cursor.execute("SELECT cardinality(images) FROM pim_product WHERE id = %s", [product_id])
        return int(cursor.fetchone()[0])


@pytest.fixture
def waits(one_c: OneC) -> Package:
    """A package that a person is to look at."""
    one_c.send({"import0_1.xml": catalogue(product("g0"), product("g1"))})
    Node.objects.update(confirm=Node.Confirm.ALWAYS)
    assert one_c.send(WHOLE)["import0_1.xml"].startswith("success\n")
    package = Package.objects.latest("id")
    assert (package.state, len(pim.all_product_ids()), price_of("g1")) == ("review", 2, None)
    return package


def test_a_package_to_be_looked_at_shows_what_it_would_do(one_c: OneC, waits: Package) -> None:
    said = {one.lane: (one.new, one.changed, one.unchanged, one.gone) for one in door.diff(waits.pk)}

    assert said["product"] == (6, 0, 2, 0)
    assert said["offer"] == (8, 0, 0, 0)
    told = list(door.facts(waits.pk, lane="offer"))
    assert [(one.key, one.is_new, one.value.prices[0].amount) for one in told] == [(key, True, 10) for key in KEYS]


def test_a_person_lets_a_package_go_on(one_c: OneC, waits: Package, run_jobs: RunJobs) -> None:
    with unit():
        assert door.apply(waits.pk)
    run_jobs()

    waits.refresh_from_db()
    assert (waits.state, len(pim.all_product_ids()), price_of("g1")) == ("done", 8, 10)
    with unit():
        assert not door.apply(waits.pk)


def test_a_person_drops_a_package(one_c: OneC, waits: Package, run_jobs: RunJobs) -> None:
    with unit():
        assert door.discard(waits.pk)
    run_jobs()

    waits.refresh_from_db()
    assert (waits.state, len(pim.all_product_ids()), price_of("g1")) == ("discarded", 2, None)
    left = Staged.objects.filter(file_id__in=waits.files.values("pk")).values_list("lane", flat=True)
    assert set(left) == {"offer"}  # a reconciliation names them for a fortnight; then they go, as their bytes do


def test_what_a_crash_of_the_database_took_is_staged_again(one_c: OneC, waits: Package, run_jobs: RunJobs) -> None:
    Staged.objects.all().delete()
    with unit():
        door.apply(waits.pk)
    run_jobs()

    waits.refresh_from_db()
    assert (waits.state, len(pim.all_product_ids()), price_of("g1")) == ("done", 8, 10)
    assert {one.state for one in waits.files.all()} == {"done"}


def test_many_absent_products_are_hidden_by_a_job(
    one_c: OneC, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absence, "AT_ONCE", 0)
    many = [product(f"g{number}") for number in range(30)]
    one_c.send({"import0_1.xml": catalogue(*many)})
    one_c.send({"import0_1.xml": catalogue(*many[:28])})
    Staged.objects.all().delete()

    assert one_c.ask("type=catalog&mode=complete") == b"progress"
    run_jobs()

    assert one_c.ask("type=catalog&mode=complete") == b"success"
    assert Package.objects.latest("id").absent_count == 2
    assert not Staged.objects.exists()


def test_a_hidden_product_comes_back_with_the_next_export(one_c: OneC) -> None:
    many = [product(f"g{number}") for number in range(30)]
    one_c.send({"import0_1.xml": catalogue(*many)})
    one_c.send({"import0_1.xml": catalogue(*many[:28])})
    one_c.ask("type=catalog&mode=complete")

    one_c.send({"import0_1.xml": catalogue(*many)})

    assert done() == {"product": 2}


def test_nothing_is_kept_in_staging_but_the_names_of_goods(one_c: OneC) -> None:
    one_c.send(WHOLE)

    assert set(Staged.objects.values_list("lane", "payload")) == {("product", None)}


def test_digests_are_not_trusted_for_ever(one_c: OneC) -> None:
    one_c.send(WHOLE)
    drift()
    for row in Known.objects.all():
        Known.objects.filter(pk=row.pk).update(applied_at=row.applied_at - timedelta(days=40))

    erp.forget_old()
    one_c.send(WHOLE)

    assert price_of("g3") == 10


def test_a_broken_file_leaves_nothing(one_c: OneC) -> None:
    answers = one_c.send({"import0_1.xml": GOODS, "offers0_1.xml": OFFERS[: len(OFFERS) - 90]})

    assert answers["import0_1.xml"] == "success"
    assert answers["offers0_1.xml"].startswith("failure\n")
    assert (price_of("g1"), pim.variant_ids(system=SYSTEM, external_ids=KEYS)) == (None, {})
    assert not Staged.objects.filter(file_id=PackageFile.objects.get(name="offers0_1.xml").pk).exists()


@pytest.mark.django_db
def test_heavy_records_are_taken_a_few_at_a_time() -> None:
    """Fixed memory whatever the records weigh: cards with long descriptions came five hundred at once."""
    heavy = b'"' + b"x" * (3 * 1024 * 1024) + b'"'
    with unit():
        staged.put(1, [staged.Row(kinds.PRODUCT, number, 0, 0, f"g{number}", None, heavy) for number in range(3)])
        staged.put(1, [staged.Row(kinds.PRODUCT, number, 0, 0, f"g{number}", None, b"1") for number in range(3, 9)])

    assert [one.number for one in staged.take(1, lane=kinds.PRODUCT, after=-1, limit=500)] == [0, 1]
    assert [one.number for one in staged.take(1, lane=kinds.PRODUCT, after=1, limit=5)] == [2, 3, 4, 5, 6]
