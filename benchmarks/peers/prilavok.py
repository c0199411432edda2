"""Prilavok as `make up` runs it: pages, jobs, search, live updates; the goods lie in twenty stores, not in one."""

import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.peers.goods import GROUPS, Good, group_slug, pages, words
from benchmarks.peers.load import Answer, Errand, Request, visit
from benchmarks.peers.place import FIRST_PORT, CannotStart, Place, require_free
from benchmarks.stack import Stack, running

STORES = 20
INDEXED_S = 60.0
SYSTEM = "bench.peers"
PORTS = {
    "PRILAVOK_PORT": FIRST_PORT,
    "PRILAVOK_LIVE_PORT": FIRST_PORT + 1,
    "PRILAVOK_SANDBOX_PORT": FIRST_PORT + 3,
    "PRILAVOK_SANDBOX_SMTP_PORT": FIRST_PORT + 4,
}


class Prilavok:
    """This project."""

    name = "Prilavok"
    port = PORTS["PRILAVOK_PORT"]
    remark = "pages of HTML, counted filters; stock in 20 stores; what an order entails is in its figures"

    def __init__(self) -> None:
        self.stack: Stack | None = None
        self.running: Any = None
        self.goods: Sequence[Good] = ()
        self.slugs: list[str] = []
        self.groups: list[str] = []
        self.variants: Mapping[int, int] = {}
        self.store = 0

    def install(self, place: Place) -> None:
        """Nothing: it is here."""

    def fill(self, place: Place, goods: Sequence[Good]) -> None:
        """Through the doors of the rooms."""
        self.goods = goods
        require_free(*PORTS.values())
        more = {"DATABASE_URL": place.database("prilavok_shop"), "PRILAVOK_SANDBOX": "0"}
        self.running = running(ports=PORTS, more=more)
        try:
            self.stack = self.running.__enter__()
        except SystemExit as told:
            raise CannotStart(str(told)) from told
        self.stack.setup_django()
        self._make()
        self.stack.manage("rebuild_shelf")

    def start(self, place: Place) -> int:
        """It runs already; wait for its index."""
        from prilavok.doors.storefront.models import Shelf

        if self.stack is None:
            raise CannotStart("Prilavok was not filled")
        rows = Shelf.objects.filter(is_visible=True).order_by("product_id")
        self.slugs = [row.slug for row in rows]
        self.variants = {int(row.codes[0].split("-")[1]): row.variant_ids[0] for row in rows}
        if len(self.slugs) != len(self.goods):
            raise CannotStart(f"only {len(self.slugs)} of {len(self.goods)} goods are on the shelf")
        self._wait_for_index()
        return self.stack.process.pid

    def _wait_for_index(self) -> None:
        last = f"/search/?q={self.goods[-1].article}"
        deadline = time.monotonic() + INDEXED_S
        while not _is_shown(visit(("127.0.0.1", self.port), Request(path=f"{last}&n={time.time_ns()}"))):
            if time.monotonic() > deadline:
                raise CannotStart(f"the search index was not ready in {INDEXED_S:.0f} s")
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop the platform."""
        if self.running is not None and self.stack is not None:
            from django.db import connections

            connections.close_all()
            self.running.__exit__(None, None, None)

    def version(self) -> str:
        """The tree it stands in."""
        return "this tree"

    def listing(self, at: int, fresh: str = "") -> Errand:
        """A group's page with counted filters."""
        return _get(f"/catalog/{self.groups[at % GROUPS]}/?page={self._page(at) + 1}{fresh}")

    def product(self, at: int, fresh: str = "") -> Errand:
        """A product's page with its ladder of stores."""
        return _get(f"/product/{self.slugs[at % len(self.slugs)]}/?{fresh}")

    def search(self, at: int, fresh: str = "") -> Errand:
        """Words, with counted filters."""
        return _get(f"/search/?q={quote(words()[at % len(words())])}&page={self._page(at) + 1}{fresh}")

    def _page(self, number: int) -> int:
        return number // GROUPS % pages(len(self.goods), GROUPS)

    def add(self, number: int) -> Errand:
        """The form of a card."""
        return Errand(requests=[self._put(number % (len(self.goods) - 1), {})], is_good=_is_moved)

    def ready_to_place(self, numbers: Sequence[int]) -> Errand:
        """One form is left: contact, store, the total seen."""
        cookies: dict[str, str] = {}
        for number in numbers:
            cookies |= visit(("127.0.0.1", self.port), self._put(number, cookies)).cookies()
        total = sum(Decimal(self.goods[number].price) for number in numbers)
        form = {
            "key": f"bench-{cookies['basket']}", "name": "Анна Петрова", "phone": f"+7916{numbers[0]:07d}", "email": "",
            "comment": "", "store": self.store, "total": total,
        }  # fmt: skip
        return Errand(requests=[self._form("/checkout/", form, cookies)], is_good=_is_moved)

    def _put(self, number: int, cookies: Mapping[str, str]) -> Request:
        return self._form("/basket/line/", {"add": self.variants[number], "next": "/"}, cookies)

    def _form(self, path: str, form: Mapping[str, object], cookies: Mapping[str, str]) -> Request:
        headers = [
            ("Content-Type", "application/x-www-form-urlencoded"), ("Origin", f"http://127.0.0.1:{self.port}"),
            ("Sec-Fetch-Site", "same-origin"),
        ]  # fmt: skip
        headers += [("Cookie", "; ".join(f"{key}={value}" for key, value in cookies.items()))] if cookies else []
        return Request(method="POST", path=path, headers=tuple(headers), body=urlencode(form).encode())

    def _make(self) -> None:
        from prilavok.base.unit import unit
        from prilavok.goods.pim import api as pim
        from prilavok.goods.pim.values import AttributeDraft, CategoryDraft
        from prilavok.goods.stock import api as stock
        from prilavok.goods.stock.values import LocationDraft, LocationEdit

        with unit():
            drafts = [LocationDraft(external_id=f"s{one}", title=f"Магазин {one}") for one in range(STORES)]
            stock.upsert_locations(system=SYSTEM, drafts=drafts)
            places = stock.location_ids(system=SYSTEM, external_ids=[one.external_id for one in drafts])
            for code, place in places.items():
                edit = LocationEdit(
                    location_id=place, kind="store", city=f"Город {int(code[1:]) % 4}", hours="10:00–21:00",
                    is_pickup=True, is_active=True,
                )  # fmt: skip
                stock.describe_location(edit)
            names = {"colour": "Цвет", "material": "Материал"}
            pim.upsert_attributes(
                system=SYSTEM, drafts=[AttributeDraft(external_id=code, title=title) for code, title in names.items()]
            )
            groups = [CategoryDraft(external_id=group_slug(one), title=f"Group {one}") for one in range(GROUPS)]
            pim.upsert_categories(system=SYSTEM, drafts=groups)
        self.store = int(places["s0"])
        self.groups = [group_slug(one) for one in range(GROUPS)]
        for start in range(0, len(self.goods), 1000):
            with unit():
                _make_goods(self.goods[start : start + 1000], [int(one) for one in places.values()])


def _make_goods(goods: Sequence[Good], places: Sequence[int]) -> None:
    from prilavok.goods.pim import api as pim
    from prilavok.goods.pim.values import ProductDraft, VariantDraft
    from prilavok.goods.pricing import api as pricing
    from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import SnapshotRow

    codes = [f"p{one.number}" for one in goods]
    pim.upsert_products(
        system=SYSTEM,
        drafts=[
            ProductDraft(
                external_id=f"p{one.number}", title=one.title, article=one.article, unit="шт", brand=one.brand,
                category_external_ids=(group_slug(one.group),),
                attributes=(("colour", one.colour), ("material", one.material)),
            )
            for one in goods
        ],
    )  # fmt: skip
    drafts = [VariantDraft(external_id=code, product_external_id=code) for code in codes]
    pim.upsert_variants(system=SYSTEM, drafts=drafts)
    ids = pim.variant_ids(system=SYSTEM, external_ids=codes)
    pricing.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="retail", title="Розничная")])
    kind = pricing.price_type_ids(system=SYSTEM, external_ids=["retail"])["retail"]
    rows = [PriceRow(variant_id=ids[f"p{one.number}"], price_type_id=kind, amount=Decimal(one.price)) for one in goods]
    pricing.set_prices(source="bench", rows=rows)
    stock.apply_snapshot(
        source="bench",
        meaning="physical",
        rows=[
            SnapshotRow(
                variant_id=ids[f"p{one.number}"], location_id=place,  # type: ignore[arg-type]
                quantity=Decimal(one.pieces if place == places[0] else min(one.pieces, 30)),
            )
            for one in goods
            for place in places
        ],
    )  # fmt: skip


def _get(path: str) -> Errand:
    return Errand(requests=[Request(path=path)], is_good=_is_shown)


def _is_shown(answer: Answer) -> bool:
    return answer.status == 200 and any(mark in answer.body for mark in (b'class="card"', b'class="product"'))


def _is_moved(answer: Answer) -> bool:
    return answer.status in (302, 303)
