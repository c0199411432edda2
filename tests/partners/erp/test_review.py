"""A suspicious package waits for a person; what is shown beforehand is what applying then does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim.models import Change, Product
from prilavok.goods.pricing.models import PriceChange
from prilavok.goods.stock.models import Movement
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.errors import DecidedAlready
from prilavok.partners.erp.models import Node, Package, Review
from prilavok.partners.erp.models.staging import Staged
from prilavok.partners.erp.review import deciding, showing
from prilavok.partners.erp.review.rules import Figures, Policy, doubts
from tests.jobs import RunJobs
from tests.partners.erp.test_screens import staff
from tests.protocols.client import OneC
from tests.protocols.make import available, catalogue, make_nodes, offer, offers, price_of, product

pytestmark = pytest.mark.django_db
MANY = 12


@pytest.fixture
def one_c(settings: Any, tmp_path: object, run_jobs: RunJobs) -> Iterator[OneC]:
    settings.VAR = tmp_path
    settings.EXCHANGE_POLL_S = 0
    make_nodes()
    return OneC(run_jobs)


def many(price: str = "100", stock: str = "5", names: int = MANY, **said: Any) -> bytes:
    told = [offer(f"g{number}", price=price, stocks={"a": stock}) for number in range(names)]
    return offers(*told, **said)


def goods(names: int = MANY, **said: Any) -> bytes:
    return catalogue(*[product(f"g{number}") for number in range(names)], **said)


@pytest.fixture
def stocked(one_c: OneC) -> OneC:
    """A 1C whose first export is in."""
    one_c.send({"import0_1.xml": goods(), "offers0_1.xml": many()})
    assert price_of("g1") == 100
    return one_c


def written() -> list[int]:
    return [model.objects.count() for model in (Change, PriceChange, Movement)]


def last() -> Package:
    return Package.objects.latest("id")


def decide(package: Package, run_jobs: RunJobs, *, apply: bool) -> None:
    with unit():
        deciding.decide(package.pk, apply=apply, by="Ирина")
    run_jobs()


def test_zero_prices_wait_and_write_nothing(stocked: OneC) -> None:
    before = written()

    answers = stocked.send({"offers0_1.xml": many("0")})

    package = last()
    assert [one.partition("\n")[0] for one in answers.values()] == ["success"]
    assert package.state == "review"
    assert package.note == "Цен исчезает или становится нулевыми: 12 из 12."
    assert written() == before
    assert price_of("g1") == 100


def test_jumps_wait_and_small_steps_do_not(stocked: OneC) -> None:
    stocked.send({"offers0_1.xml": many("140")})
    assert (last().state, price_of("g1")) == ("done", 140)

    stocked.send({"offers0_1.xml": many("1400")})
    assert (last().state, price_of("g1")) == ("review", 140)
    assert Review.objects.get().totals["price"] == {"up": MANY}


def test_a_first_export_never_waits(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": goods(), "offers0_1.xml": many("0")})

    assert last().state == "done"


def test_applying_does_what_was_shown(stocked: OneC, run_jobs: RunJobs) -> None:
    node = Node.objects.get(code="erp.central")
    node.confirm = "always"
    node.save()
    cards = [product("g1", "Иное имя"), product("g2"), product("new")]
    told = [offer("g1", price="90", stocks={"a": "0"}), offer("g2", price="0", stocks={"a": "7"})]
    stocked.send({"import0_1.xml": catalogue(*cards, changes=True), "offers0_1.xml": offers(*told, changes=True)})
    package = last()
    before = written()

    page = showing.review_page(package.pk, part="price")
    assert page.totals["price"] == {"gone": 1, "down": 1}
    assert [(one.title, one.sense, one.percent) for one in page.lines] == [
        ("Товар g2", "gone", None), ("Товар g1", "down", -10),
    ]  # fmt: skip
    assert page.totals["stock"] == {"gone": 1, "up": 1}
    assert {name: page.totals["product"][name] for name in ("new", "changed")} == {"new": 1, "changed": 1}

    decide(package, run_jobs, apply=True)

    changes, prices, movements = (now - then for now, then in zip(written(), before, strict=True))
    assert (changes, prices, movements) == (2, 2, 2)
    assert (price_of("g1"), price_of("g2"), available("g1", "a"), available("g2", "a")) == (90, None, 0, 7)
    package.refresh_from_db()
    assert package.state == "done"


def test_a_discarded_package_changes_nothing_and_is_told_anew(stocked: OneC, run_jobs: RunJobs) -> None:
    stocked.send({"offers0_1.xml": many("1000")})
    before = written()

    decide(last(), run_jobs, apply=False)

    assert (last().state, written(), price_of("g1")) == ("discarded", before, 100)
    with pytest.raises(DecidedAlready), unit():
        deciding.decide(last().pk, apply=True, by="Ирина")
    stocked.send({"offers0_1.xml": many("1000")})
    assert last().state == "review"


def test_what_a_discarded_package_told_and_its_bytes_go_after_a_fortnight(stocked: OneC, run_jobs: RunJobs) -> None:
    stocked.send({"offers0_1.xml": many("1000")})
    package = last()
    decide(package, run_jobs, apply=False)

    def kept(days: int) -> tuple[int, bool]:
        Package.objects.filter(pk=package.pk).update(started_at=timezone.now() - timedelta(days=days))
        erp.forget_old()
        directory = Package.objects.values_list("directory", flat=True).get(pk=package.pk)
        staged = Staged.objects.filter(file_id__in=package.files.values("pk"), lane="offer")
        return staged.count(), bool(directory)

    assert kept(13) == (MANY, True)
    assert kept(15) == (0, False)


def test_later_packages_wait_behind_and_the_newest_has_the_last_word(stocked: OneC, run_jobs: RunJobs) -> None:
    stocked.send({"offers0_1.xml": many("1000")})
    first = last()
    stocked.send({"offers0_1.xml": many("100", stock="3", changes=True)})
    second = last()
    assert (second.state, price_of("g1"), available("g1", "a")) == ("review", 100, 5)
    assert str(first.pk) in second.note
    with pytest.raises(DecidedAlready), unit():
        deciding.decide(second.pk, apply=True, by="Ирина")

    decide(first, run_jobs, apply=True)

    second.refresh_from_db()
    assert (price_of("g1"), second.state) == (1000, "review")
    decide(second, run_jobs, apply=True)
    assert (price_of("g1"), available("g1", "a")) == (100, 3)


def test_those_behind_go_on_by_themselves_when_they_are_innocent(stocked: OneC, run_jobs: RunJobs) -> None:
    stocked.send({"offers0_1.xml": many("1000")})
    first = last()
    stocked.send({"offers0_1.xml": many("100", stock="3", changes=True)})

    decide(first, run_jobs, apply=False)

    assert (last().state, price_of("g1"), available("g1", "a")) == ("done", 100, 3)


def test_more_files_of_a_package_that_waits_are_looked_at_too(stocked: OneC) -> None:
    stocked.checkauth()
    stocked.init()
    stocked.file("prices0_1.xml", many("1000", stock="5"))
    assert stocked.load("prices0_1.xml").startswith("success")
    assert set(Review.objects.get().totals) == {"price"}

    stocked.file("rests0_1.xml", many("1000", stock="0"))
    assert stocked.load("rests0_1.xml").startswith("success")

    assert (last().state, available("g1", "a")) == ("review", 5)
    assert Review.objects.get().totals["stock"] == {"gone": MANY}


def test_one_that_never_waits_is_applied_at_once(stocked: OneC) -> None:
    Node.objects.update(confirm="never")

    stocked.send({"offers0_1.xml": many("1000")})

    assert (last().state, price_of("g1")) == ("done", 1000)


def _with_picture(names: range) -> list[str]:
    return [
        product(f"g{one}", extra=f"<БазоваяЕдиница>шт</БазоваяЕдиница><Картинка>import_files/{one}.jpg</Картинка>")
        for one in names
    ]


def _bare(names: range) -> list[str]:
    return [product(f"g{one}", extra="<БазоваяЕдиница>шт</БазоваяЕдиница>") for one in names]


def _pictured() -> int:
    return Product.objects.exclude(images=[]).count()


def test_p_31_a_full_export_without_any_picture_takes_none_away(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": catalogue(*_with_picture(range(40)))})

    one_c.send({"import0_1.xml": catalogue(*_bare(range(40)))})

    assert (last().state, _pictured()) == ("done", 40)


def test_p_31_changes_take_pictures_away_up_to_a_limit(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": catalogue(*_bare(range(40)))})
    one_c.send({"import0_1.xml": catalogue(*_bare(range(1)), changes=True)})
    one_c.send({"import0_1.xml": catalogue(*_with_picture(range(40)), changes=True)})
    assert _pictured() == 40

    one_c.send({"import0_1.xml": catalogue(*_bare(range(3)), changes=True)})
    assert (last().state, _pictured()) == ("done", 37)

    one_c.send({"import0_1.xml": catalogue(*_bare(range(3, 40)), changes=True)})
    assert (last().state, _pictured()) == ("review", 37)
    assert Review.objects.get().reasons["pictures"] == {"count": 37, "limit": 30}


def test_products_marked_as_removed_wait_beyond_the_limit(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": goods(70)})
    marked = [product(f"g{one}", attributes=' Статус="Удален"') for one in range(60)]

    one_c.send({"import0_1.xml": catalogue(*marked, changes=True)})

    assert last().state == "review"
    assert not Product.objects.filter(is_removed=True).exists()


def test_the_page_shows_the_change_and_takes_the_decision(
    stocked: OneC, run_jobs: RunJobs, django_assert_max_num_queries: Any
) -> None:
    stocked.send({"offers0_1.xml": many("1000", stock="0")})
    package = last()
    client = staff("administrator")
    address = f"/office/exchange/packages/{package.pk}/review/"

    assert address in client.get(f"/office/exchange/packages/{package.pk}/").content.decode()
    with django_assert_max_num_queries(15):
        page = client.get(f"{address}?part=price").content.decode()
    assert "выше на 900 %" in page
    assert "до нуля" in client.get(f"{address}?part=stock&sense=gone&page=9").content.decode()

    assert staff("director").post(f"{address}decide/", {"decision": "apply"}).status_code == 403
    client.post(f"{address}decide/", {"decision": "apply", "comment": "Так и надо"})
    run_jobs()

    assert price_of("g1") == 1000
    assert [line.action for line in accounts.audit_of(f"package:{package.pk}")] == ["erp.package_applied"]
    assert "Так и надо" in client.get(address).content.decode()


def test_the_policy_of_a_node_is_edited_and_audited(stocked: OneC) -> None:
    node = Node.objects.get(code="erp.central")
    client = staff("administrator")
    address = f"/office/exchange/nodes/{node.pk}/review/"
    told = {"confirm": "always", "jump_percent": 30, "jumps_percent": 5, "zeros_percent": 1, "pictures_gone": 3}

    assert client.get(address).status_code == 200
    assert client.post(address, told | {"jump_percent": 0}).status_code == 200
    client.post(address, told)

    node.refresh_from_db()
    assert (node.confirm, node.jump_percent, node.pictures_gone) == ("always", 30, 3)
    assert [line.action for line in accounts.audit_of(f"node:{node.pk}")] == ["erp.review_policy"]


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        (Figures(priced=100, jumps=20), set()),
        (Figures(priced=100, jumps=21), {"jumps"}),
        (Figures(priced=5, jumps=5, zeros=5), set()),
        (Figures(priced=100, zeros=11), {"zeros"}),
        (Figures(goods=1000, removed=100), set()),
        (Figures(goods=1000, removed=101), {"removed"}),
        (Figures(pictures_gone=30), set()),
        (Figures(pictures_gone=31), {"pictures"}),
    ],
)
def test_what_is_suspicious(figures: Figures, found: set[str]) -> None:
    assert set(doubts(figures, Policy())) == found
