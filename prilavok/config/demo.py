"""The platform's side of the demo chain «Северный двор», made through the rooms' doors.

Run before the catalogue has come it makes people and exchange nodes; run again after the exchange it also describes
the stores that 1C has told of, binds store workers to them and chooses the price types. Everything may be repeated.
"""

import json
import os
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Final

from prilavok.base.access import SYSTEM
from prilavok.base.unit import unit
from prilavok.config.demo_places import PLACES, REGIONS, Place
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant, PersonId
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import SiteTreePlan
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import RouteView, ShareView
from prilavok.goods.stock.values import LocationEdit, LocationId
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.values import Expected, NodeDraft

NAMESPACE: Final = "erp.central"
PASSWORD: Final = "severny-dvor"  # noqa: S105 - the demo's password stands in the table of logins on purpose
BUYER_PHONE: Final = "+79005550110"
STORES_IN_TABLE: Final = ("01", "04", "08", "14")


@dataclass(frozen=True)
class Staff:
    """One who works in the demo chain."""

    login: str
    name: str
    role: str
    persona: str
    address: str


OFFICE: Final = (
    Staff("operator", "Мария Соколова", "operator", "Оператор / Operator", "/office/"),
    Staff("content", "Илья Громов", "content_manager", "Контент-менеджер / Content manager", "/office/"),
    Staff("marketing", "Вера Королёва", "marketer", "Маркетолог / Marketer", "/office/promotions/"),
    Staff("director", "Анна Ветрова", "director", "Директор / Director", "/office/"),
    Staff("admin", "Павел Орлов", "administrator", "Администратор / Administrator", "/office/"),
)
WORKERS: Final = (
    *("Ольга Смирнова", "Денис Лебедев", "Алина Морозова", "Егор Павлов", "Вера Новикова", "Артём Козлов"),
    *("Юлия Волкова", "Роман Зайцев", "Дарья Соловьёва", "Максим Васильев", "Ирина Петрова", "Антон Фёдоров"),
    *("Ксения Михайлова", "Степан Беляев", "Елена Тарасова", "Никита Белов", "Полина Комарова", "Глеб Киселёв"),
    *("Наталья Макарова", "Фёдор Андреев", "Жанна Ковалёва", "Лев Ильин", "Софья Гусева", "Тимур Титов"),
)
STATUSES: Final = {"Принят": "", "Собран": "ready", "Отгружен": "issued", "Отменён": "cancelled"}
NODES: Final = (
    (
        NodeDraft(
            code="erp.central",
            title="1С: центральная база",
            login="1c-central",
            kind="central",
            namespace=NAMESPACE,
            zip_allowed=False,
            orders_out=True,
            customers_out=True,
            enrichment_out=True,
            statuses=STATUSES,
        ),
        "central-demo-1c",
    ),
    (
        NodeDraft(
            code="erp.retail",
            title="1С: розница",
            login="1c-retail",
            kind="retail",
            namespace=NAMESPACE,
            stock_meaning="physical",
            statuses=STATUSES,
        ),
        "retail-demo-1c",
    ),
)
WATCHER: Final = "1c@severny-dvor.example"
HOUR_S: Final = 3600
# The central base tells the catalogue at night; orders it takes often; the stores' base tells stocks through the day.
EXPECTED: Final = {
    "erp.central": (
        Expected(flow="catalog", promise_s=24 * HOUR_S, title="полная выгрузка", at=time(2, 0)),
        Expected(flow="orders_out", promise_s=HOUR_S, title="забирает заказы", every_min=15),
    ),
    "erp.retail": (
        # Simulated stores tell their stocks when something was sold, and at night nothing is.
        Expected(flow="stock", promise_s=HOUR_S, patience=24, title="остатки магазинов", every_min=60),
    ),
}
ROLES_OF_PRICES: Final = (("Интернет", "selling"), ("Розничная", "compare"))


# People look for goods otherwise than 1C keeps them.
SITE_TREE: Final = SiteTreePlan(
    title="Сайт",
    renamed=(("Свет", "Освещение"), ("Уборка", "Уборка и порядок")),
    added=(
        ("Инструменты", ("Ручной инструмент", "Электроинструмент", "Краски и малярный инструмент"), ()),
        ("Дача", ("Сад и огород", "Растения"), ("Корзины",)),
        ("Подарки", (), ("Вазы", "Свечи", "Рамки", "Часы", "Пледы")),
    ),
)


def _stores() -> tuple[Place, ...]:
    return tuple(place for place in PLACES if place.kind == "store")


def known_places() -> dict[str, LocationId]:
    """Our locations by the code of the place, as far as 1C has told of them."""
    found = stock.location_ids(system=NAMESPACE, external_ids=[place.external_id for place in PLACES])
    return {place.code: found[place.external_id] for place in PLACES if place.external_id in found}


def make_people() -> dict[str, PersonId]:
    """Staff by login; store workers see their own store, or none until 1C has told of it."""
    places = known_places()
    made = {}
    with unit():
        for one in OFFICE:
            made[one.login] = accounts.create_staff(one.login, PASSWORD, one.name, [Grant(role=one.role)])
        for place, name in zip(_stores(), WORKERS, strict=True):
            stores = frozenset({int(places[place.code])} if place.code in places else ())
            grants = [Grant(role="store_worker", stores=stores)]
            made[f"store-{place.code}"] = accounts.create_staff(f"store-{place.code}", PASSWORD, name, grants)
    return made


def make_nodes() -> None:
    """The exchange nodes of both 1C bases with their machine logins."""
    with unit():
        for draft, password in NODES:
            kind = draft.kind.upper()
            given = os.environ.get(f"PRILAVOK_1C_{kind}_PASSWORD", password)
            # A node that is there is a person's: its settings stay. A password stored again would end a conversation.
            if draft.code in {node.draft.code for node in erp.nodes()}:
                continue
            accounts.set_machine_password(draft.login, draft.title, given, [Grant(role="exchange_node")])
            node_id = erp.ensure_node(draft)
            erp.ensure_watch(node_id, emails=(WATCHER,), expected=EXPECTED[draft.code])


def describe_stores() -> dict[str, LocationId]:
    """City, address, hours and geography of the stores that have come; returns the stores by code."""
    places = known_places()
    with unit():
        for place in PLACES:
            if place.code in places:
                stock.describe_location(_edit(place, places[place.code]))
    return {place.code: places[place.code] for place in _stores() if place.code in places}


def name_regions() -> None:
    """The parts of the country; a region that people have renamed, a city that they have moved, stays so."""
    known = {one.code for one in stock.regions()}
    with unit():
        for part in REGIONS:
            if part.code not in known:
                stock.keep_region(code=part.code, title=part.title)
                for city in part.cities:
                    stock.move_city(city=city, region=part.code)


def open_routes() -> bool:
    """Every store takes part: by day from the warehouse and within a city, two days between cities; done once."""
    places = known_places()
    if not places or transfers.routes():
        return False
    ends = {place.code: places[place.code] for place in PLACES if place.code in places}
    hubs = [ends[place.code] for place in PLACES if place.kind != "store" and place.code in ends]
    with unit():
        transfers.keep_route(_way(None, 48), actor=SYSTEM)
        for hub in hubs:
            transfers.keep_route(_way(hub, 24), actor=SYSTEM)
        for one in ends.values():
            share = ShareView(gives=True, takes=one not in hubs)
            transfers.set_share(location_id=one, share=share, actor=SYSTEM)
    return True


def _way(source: LocationId | None, hours: int) -> RouteView:
    return RouteView(
        source_id=source,
        source_region="",
        target_id=None,
        target_region="",
        lead_hours=hours,
        cut_off=time(14),
        weekdays=(1, 2, 3, 4, 5, 6),
    )


def _edit(place: Place, location_id: LocationId) -> LocationEdit:
    is_store = place.kind == "store"
    return LocationEdit(
        location_id=location_id,
        code=place.code,
        title=place.title,
        kind=place.kind,
        city=place.city,
        address=place.address,
        hours=place.hours,
        phone=place.phone,
        latitude=Decimal(place.latitude),
        longitude=Decimal(place.longitude),
        is_pickup=is_store,
        is_active=True,
        ready_in_minutes=60 if is_store else 24 * 60,
    )


def choose_prices() -> bool:
    """The web price sells, the shelf price is struck through; False while there are no prices."""
    known = {one.title: one for one in pricing.price_types()}
    for title, role in ROLES_OF_PRICES:
        if title not in known:
            return False
        if known[title].role != role:
            with unit():
                pricing.choose_role(price_type_id=known[title].price_type_id, role=role)
    return any(one.prices_count for one in known.values())


def make_site_tree() -> bool:
    """The site's own catalogue, a little unlike 1C's; False when it is there or 1C has not told of groups."""
    with unit():
        return pim.plan_tree(SITE_TREE)


def logins() -> list[dict[str, str]]:
    """Rows of the table a start ends with; `config.logins` knows where the servers of a start are."""
    pages, phone = "<pages>", f"<sandbox>/phone/{BUYER_PHONE.lstrip('+')}"
    rows = [_row("Покупатель / Buyer", f"{pages}/account/login/", BUYER_PHONE, f"код из SMS / code by SMS: {phone}")]
    rows += [_row(one.persona, f"{pages}{one.address}", one.login, PASSWORD) for one in OFFICE]
    for place in _stores():
        if place.code in STORES_IN_TABLE:
            words = f"Магазин / Store: {place.city}, {place.title}"
            rows.append(_row(words, f"{pages}/counter/", f"store-{place.code}", PASSWORD))
    for draft, password in NODES:
        rows.append(_row(f"{draft.title} / 1C node", f"{pages}/1c/exchange/", draft.login, password))
    return rows


def _row(persona: str, address: str, login: str, password: str) -> dict[str, str]:
    return {"persona": persona, "address": address, "login": login, "password": password}


def write_logins(path: Path) -> None:
    """Keep the table for the supervisor, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half_done = path.with_suffix(".new")
    half_done.write_text(json.dumps(logins(), ensure_ascii=False, indent=1), encoding="utf-8")
    half_done.replace(path)
