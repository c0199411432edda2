"""A package of goods is taken back as one act, with a reason, and can be done again."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from prilavok.base.models import JournalEntry
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.errors import NothingToUndo
from prilavok.partners.erp.models import CatalogueItem, Package, PackageUndo, Pending
from prilavok.partners.erp.review import names, showing, undoing
from tests.jobs import RunJobs
from tests.partners.erp.test_screens import staff
from tests.protocols.client import OneC
from tests.protocols.make import available, catalogue, make_nodes, offer, offers, price_of, product, root

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_c(settings: object, tmp_path: object, run_jobs: RunJobs) -> Iterator[OneC]:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    settings.EXCHANGE_POLL_S = 0  # type: ignore[attr-defined]
    make_nodes()
    return OneC(run_jobs)


def send(one_c: OneC, *goods: str, price: str = "100", stock: str = "5", names: str = "12") -> Package:
    """A package with goods and their offers."""
    told = [offer(f"g{one}", price=price, stocks={"a": stock}) for one in names]
    files = {"offers0_1.xml": offers(*told)}
    if goods:
        files["import0_1.xml"] = catalogue(*goods, changes=True)
    one_c.send(files)
    return Package.objects.latest("id")


def take_back(package: Package, run_jobs: RunJobs, reason: str = "Цены не те") -> PackageUndo:
    with unit():
        undo = undoing.start(package.pk, by="Ирина", reason=reason)
    run_jobs()
    undo.refresh_from_db()
    package.refresh_from_db()
    return undo


def seen(*names: str) -> list[tuple[Decimal | None, Decimal | None]]:
    return [(price_of(f"g{one}"), available(f"g{one}", "a")) for one in names]


def test_everything_of_the_package_goes_back_and_the_journal_says_why(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, product("g1"), product("g2"))
    before = seen("1", "2")
    package = send(one_c, product("g1", "Иное имя"), product("g3"), price="9", stock="0", names="123")
    assert seen("1", "3") == [(9, 0), (9, 0)]

    undo = take_back(package, run_jobs)

    assert seen("1", "2") == before
    assert price_of("g3") is None
    ids = pim.product_ids(system="erp.central", external_ids=["g1", "g3"])
    cards = pim.cards(product_ids=list(ids.values()))
    assert (cards[ids["g1"]].title, cards[ids["g3"]].is_published) == ("Товар g1", False)
    assert (package.state, package.note) == ("undone", "Ирина: пакет отменён. Цены не те")
    assert undo.counts["price"] == {"restored": 3, "left": 0, "short": 0}
    line = JournalEntry.objects.filter(subject=f"package:{package.pk}").latest("id")
    assert line.detail["by"] == "Ирина"


def test_the_same_package_can_be_imported_once_more(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, product("g1"), product("g2"))
    package = send(one_c, product("g1", "Иное имя"), price="9", stock="0")
    take_back(package, run_jobs)

    with unit():
        erp.rerun(package.pk)
    run_jobs()

    assert seen("1", "2") == [(9, 0), (9, 0)]


def test_what_1c_sends_again_is_applied_again(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, product("g1"), product("g2"))
    package = send(one_c, price="9", stock="0")
    take_back(package, run_jobs)

    send(one_c, price="9", stock="0")

    assert seen("1", "2") == [(9, 0), (9, 0)]


def test_a_product_that_was_put_away_is_not_missed_by_the_next_full_export(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, product("g1"))
    package = send(one_c, product("g2"))

    take_back(package, run_jobs)

    assert dict(CatalogueItem.objects.values_list("external_id", "is_removed")) == {"g1": False, "g2": True}


def test_nothing_of_the_package_waits_any_more(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, product("g1"), names="1")
    package = send(one_c, price="9", names="17")
    assert Pending.objects.exists()

    take_back(package, run_jobs)

    assert not Pending.objects.exists()


def test_twice_is_once(one_c: OneC, run_jobs: RunJobs) -> None:
    package = send(one_c, product("g1"), names="1")
    take_back(package, run_jobs)

    with pytest.raises(NothingToUndo), unit():
        undoing.start(package.pk, by="Ирина", reason="ещё раз")
    assert PackageUndo.objects.count() == 1


def test_an_undo_that_is_cut_goes_on_where_it_was(
    one_c: OneC, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(one_c, product("g1"), product("g2"), product("g3"), names="123")
    package = send(one_c, product("g1", "Иное имя"), price="9", stock="0", names="123")
    monkeypatch.setattr(undoing, "PIECE", 1)
    with unit():
        undo = undoing.start(package.pk, by="Ирина", reason="Цены не те")

    for _ in range(3):
        assert undoing._piece(undo.pk)
    assert [price for price, _ in seen("1", "2", "3")] == [100, 100, 100]
    assert [free for _, free in seen("1", "2", "3")] == [0, 0, 0]
    run_jobs()

    undo.refresh_from_db()
    assert seen("1", "2", "3") == [(100, 5)] * 3
    assert {lane: one["restored"] for lane, one in undo.counts.items()} == {"price": 3, "stock": 3, "product": 1}


def test_later_packages_keep_what_they_changed(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, product("g1"), product("g2"))
    package = send(one_c, price="9", stock="3")
    later = send(one_c, price="11", stock="3", names="1")

    found = undoing.offer(package)
    assert (found.can, found.cannot, found.later) == (3, 1, (f"erp.central:{later.pk}",))
    take_back(package, run_jobs)

    assert seen("1", "2") == [(11, 5), (100, 5)]


NAMES = """<Классификатор><Ид>c</Ид><Наименование>К</Наименование>
<ТипыЦен><ТипЦены><Ид>p</Ид><Наименование>{type}</Наименование><Валюта>{money}</Валюта></ТипЦены>{types}</ТипыЦен>
<Склады><Склад><Ид>a</Ид><Наименование>{place}</Наименование></Склад>{places}</Склады>
<ЕдиницыИзмерения><ЕдиницаИзмерения><Ид>796</Ид><Код>796</Код><НаименованиеКраткое>{unit}</НаименованиеКраткое>
</ЕдиницаИзмерения>{units}</ЕдиницыИзмерения></Классификатор>"""


def name(one_c: OneC, type_: str, place: str, unit_: str, *, money: str = "RUB", more: str = "") -> Package:
    """A package of names: a price type, a warehouse, a unit; `more` is the id of one more of each."""
    one = f"<Ид>{more}</Ид><Код>{more}</Код><Наименование>{more}</Наименование>"
    told = NAMES.format(
        type=type_,
        money=money,
        place=place,
        unit=unit_,
        types=f"<ТипЦены>{one}</ТипЦены>" if more else "",
        places=f"<Склад>{one}</Склад>" if more else "",
        units=f"<ЕдиницаИзмерения>{one}<НаименованиеКраткое>{more}</НаименованиеКраткое></ЕдиницаИзмерения>"
        if more
        else "",
    )
    one_c.send({"names.xml": root(told, version="3.1")})
    return Package.objects.latest("id")


def called(key: str = "") -> tuple[str, str, str]:
    """How the price type, the warehouse and the unit are called; of the usual one each or of `key`."""
    keys = [key] * 3 if key else ["p", "a", "796"]
    told = [names.told(kind, "erp.central", [one]).get(one, {}) for kind, one in zip(names.KINDS, keys, strict=True)]
    return tuple("" if one.get("is_removed") else str(one.get("title", "")) for one in told)  # type: ignore[return-value]


def test_names_of_price_types_warehouses_and_units_go_back(one_c: OneC, run_jobs: RunJobs) -> None:
    name(one_c, "Розничная", "Склад на Ленина", "шт")
    package = name(one_c, "Оптовая", "Склад 17", "штука", money="USD", more="77")
    assert called() == ("Оптовая", "Склад 17", "штука")

    found = undoing.offer(package)
    page = showing.undo_page(package.pk, lane="price_type")
    assert [(line.title, line.renamed, line.fields) for line in page.lines] == [
        ("Оптовая", "Розничная", ("currency", "title"))
    ]
    undo = take_back(package, run_jobs)

    assert called() == ("Розничная", "Склад на Ленина", "шт")
    assert names.told("price_type", "erp.central", ["p"])["p"]["currency"] == "RUB"
    assert called("77") == ("77", "", ""), "a type stays in its list, a warehouse is put away, a unit is forgotten"
    restored = {kind: one["restored"] for kind, one in undo.counts.items()}
    assert (
        restored == {"price_type": 1, "warehouse": 2, "unit": 2} == {kind: one.can for kind, one in found.lanes.items()}
    )


def test_a_name_that_a_later_package_told_stays_and_one_below_it_can_follow(one_c: OneC, run_jobs: RunJobs) -> None:
    first = name(one_c, "Первая", "Первый", "первая")
    package = name(one_c, "Вторая", "Второй", "вторая")
    later = name(one_c, "Третья", "Второй", "вторая")
    again = name(one_c, "Третья", "Второй", "вторая")
    assert not undoing.offer(again).can, "the same names again change nothing"

    assert undoing.offer(package).lanes["price_type"].later == (f"erp.central:{later.pk}",)
    take_back(package, run_jobs)
    assert called() == ("Третья", "Первый", "первая")
    take_back(later, run_jobs)
    assert called() == ("Вторая", "Первый", "первая")
    take_back(first, run_jobs)
    assert called() == ("Вторая", "", "")


def test_a_unit_told_twice_in_a_package_goes_back_to_what_it_was_before(one_c: OneC, run_jobs: RunJobs) -> None:
    name(one_c, "Розничная", "Склад", "шт")
    one_c.send(
        {
            f"names_{at}.xml": root(
                NAMES.format(type="Т", money="RUB", place="С", unit=word, types="", places="", units=""), version="3.1"
            )
            for at, word in enumerate(("штука", "штук"))
        }
    )
    assert called()[2] == "штук"

    take_back(Package.objects.latest("id"), run_jobs)

    assert called() == ("Розничная", "Склад", "шт")


def test_the_page_says_what_goes_back_and_asks_for_a_reason(
    one_c: OneC, run_jobs: RunJobs, django_assert_max_num_queries: object
) -> None:
    send(one_c, product("g1"), product("g2"))
    package = send(one_c, product("g1", "Иное имя"), price="9", stock="0")
    later = send(one_c, price="11", stock="0", names="1")
    client = staff("administrator")

    address = f"/office/exchange/packages/{package.pk}/undo/"
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        page = client.get(f"{address}?lane=price").content.decode()
    assert f"/office/exchange/packages/{later.pk}/" in page
    assert "остаётся как есть" in page
    assert ">9\N{NO-BREAK SPACE}₽<" in page
    for lane in ("stock", "product"):
        assert client.get(f"{address}?lane={lane}&after=x").status_code == 200

    client.post(f"{address}start/", {"reason": " "})
    assert not PackageUndo.objects.exists()
    client.post(f"{address}start/", {"reason": "Не тот файл"})
    run_jobs()

    assert Package.objects.get(pk=package.pk).state == "undone"
    assert [line.action for line in accounts.audit_of(f"package:{package.pk}")] == ["erp.package_undone"]
    assert "Не тот файл" in client.get(address).content.decode()


def test_only_who_may_run_the_exchange_takes_back(one_c: OneC, run_jobs: RunJobs) -> None:
    package = send(one_c, product("g1"), names="1")
    director: Client = staff("director")

    assert director.get(f"/office/exchange/packages/{package.pk}/undo/").status_code == 200
    assert director.post(f"/office/exchange/packages/{package.pk}/undo/start/", {"reason": "x"}).status_code == 403
    assert price_of("g1") == 100


def test_the_page_says_why_there_is_nothing_to_take_back(one_c: OneC, run_jobs: RunJobs) -> None:
    send(one_c, product("g1"), product("g2"))
    overwritten, later = send(one_c, price="7"), send(one_c, price="8")
    unchanged = send(one_c, price="8")
    undone = send(one_c, price="9")
    take_back(undone, run_jobs)

    def why(package: Package) -> str:
        return showing.undo_page(package.pk).why_not

    assert [why(one) for one in (overwritten, later, unchanged, undone)] == ["overwritten", "", "nothing", "undone"]
    Package.objects.filter(pk=later.pk).update(started_at=timezone.now() - timedelta(days=31))
    assert why(later) == "late"
    page, undo = f"/office/exchange/packages/{later.pk}/", f"/office/exchange/packages/{later.pk}/undo/"
    administrator = staff("administrator")
    assert "Отменять поздно" in administrator.get(undo).content.decode()
    assert "Почему нельзя отменить" in administrator.get(page).content.decode()
    assert "Отменить пакет" not in administrator.get(page).content.decode()
