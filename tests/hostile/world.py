"""A small chain with two stores and two buyers, and everyone who may knock at its doors."""

import base64
from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.test import Client
from django.utils import timezone

from prilavok.base.access import ANONYMOUS, Actor
from prilavok.base.unit import unit
from prilavok.doors.storefront.models import Landing
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.book import api as book
from prilavok.foundation.accounts.models import Passkey, Person
from prilavok.foundation.accounts.values import AddressView, Grant, RecipientView
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.values import Asked
from prilavok.goods.assortment import api as assortment
from prilavok.goods.assortment.values import EditDraft, Effect, Status
from prilavok.goods.bundles import api as bundles
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.identity import merging
from prilavok.goods.pim.models import Conflict as SameCode
from prilavok.goods.pim.trees.changing import copy_tree
from prilavok.goods.pim.values import CategoryDraft
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.models import (
    PlannedPrice,
    PricePlan,
    PriceRule,
    PriceType,
    Repricing,
    RepricingLine,
)
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.safety.keeping import keep_rule
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import Counted, RouteView, TransferDraft
from prilavok.goods.stock.values import LocationEdit, SafetyDraft, Want
from prilavok.partners.erp.api import ensure_node
from prilavok.partners.erp.models import (
    CallLine,
    Conflict,
    ConnectionCheck,
    Difference,
    Incident,
    IncomingDocument,
    Mentioned,
    Node,
    Package,
    PackageFile,
    Reconciliation,
    Repair,
    Session,
    StockDoubt,
)
from prilavok.partners.erp.models import Review as PackageReview
from prilavok.partners.erp.plain.load_table import keep_table
from prilavok.partners.erp.plain.tables import template
from prilavok.partners.erp.values import NodeDraft
from prilavok.people.crm.api import join_proven
from prilavok.people.crm.models import Review
from prilavok.people.marketing.models import Segment, Trial
from prilavok.people.reviews import api as reviews
from prilavok.people.reviews.actions.invite_buyers import note_issued
from prilavok.people.reviews.values import Draft
from prilavok.people.wishes import api as wishes
from prilavok.people.wishes.values import Owner
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.models import LegalEntity, NumberMask, OrderSource
from prilavok.trade.oms.values import BasketLine, Contact, PlaceOrder
from prilavok.trade.payments.models import Payment, Refund
from tests.goods.assortment.make import CHAIN, product
from tests.goods.bundles.make import draft
from tests.goods.pim.make import SYSTEM, make_product, make_variant
from tests.goods.pricing.coupons.make import make_code
from tests.goods.pricing.promotions.make import terms
from tests.goods.stock.make import make_location, put
from tests.jobs import RunJobs
from tests.trade.receipts.make import make_receipt

ACTORS = (
    "anonymous",
    "buyer_a",
    "buyer_b",
    "store_worker_1",
    "store_worker_2",
    "operator",
    "content_manager",
    "marketer",
    "director",
    "administrator",
    "exchange_node",
)
CANARY_NAME = "Канарейкина Бронислава"
CANARY_PHONE = "+79031112233"
CANARY_COMMENT = "домофон 0451 канарейка"


@dataclass
class World:
    """What exists, and who comes."""

    actors: dict[str, Actor] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    store_1: int = 0
    store_2: int = 0
    product_id: int = 0
    variant_id: int = 0
    order_a: Any = None
    order_b: Any = None
    targets: dict[Any, Any] = field(default_factory=dict)

    @property
    def canaries(self) -> tuple[bytes, ...]:
        """Bytes that only those entitled to buyer B's order may see."""
        spoken = (CANARY_NAME, "Канарейкина", CANARY_PHONE, "111-22-33", "1112233", CANARY_COMMENT, self.order_b.token)
        return tuple(text.encode() for text in spoken)


def make_world() -> World:
    """Everything and everybody."""
    world = World()
    with unit():
        _goods(world)
        _people(world)
    for letter, store, name, phone in (
        ("a", world.store_1, "Анна", "+79035556677"),
        ("b", world.store_2, CANARY_NAME, CANARY_PHONE),
    ):
        with unit():
            placed = oms.place_order(
                PlaceOrder(
                    key=f"hostile-{letter}",
                    channel="site",
                    location_id=store,
                    contact=Contact(name=name, phone=phone, email=f"{letter}@example.org"),
                    lines=(BasketLine(variant_id=world.variant_id, quantity=Decimal(1)),),  # type: ignore[arg-type]
                    comment=CANARY_COMMENT if letter == "b" else "",
                    person_id=world.actors[f"buyer_{letter}"].person_id,
                )
            )
        setattr(world, f"order_{letter}", placed)
    for room in ("oms", "crm", "analytics", "erp", "fulfilment", "storefront"):
        RunJobs()(queue=room)
    _exchange(world)
    _moved_goods(world)
    _settled_goods(world)
    _prices(world)
    keep_table(node_id=None, kind="goods", name="goods.csv", body=BytesIO(template("goods")))
    with unit():
        make_receipt(location_id=world.store_2, phone=CANARY_PHONE)
    RunJobs()(queue="crm")
    with unit():
        person_id = world.actors["buyer_b"].person_id or 0
        join_proven(person_id=person_id, name=CANARY_NAME, phone=CANARY_PHONE, email="")
    person_b = world.actors["buyer_b"].person_id or 0
    Passkey.objects.create(person_id=person_b, credential_id=b"b", public_key=b"b", name="канарейка")
    with unit():
        book.keep_address(person_id=person_b, draft=AddressView(city="Тверь", street=CANARY_NAME))
        book.keep_recipient(person_id=person_b, draft=RecipientView(name=CANARY_NAME, phone=CANARY_PHONE))
    with unit():
        privacy.ask(person_id=world.actors["buyer_b"].person_id or 0, kind=Asked.CORRECT, text="канарейка")
    _opinions(world)
    Review.objects.create(kind="field", key="hostile", customers=[1], field="name", ours="A", theirs="B")
    return world


def _opinions(world: World) -> None:
    """Buyer B has written of the axe, and a moderator has published it; their favourites are shared."""
    person_id = world.actors["buyer_b"].person_id or 0
    draft = Draft(
        product_id=world.product_id, product_title="Топор", person_id=person_id, name="Б", stars=4, text="Рубит хорошо."
    )
    with unit():
        one = reviews.write_review(draft)
        reviews.approve_review(review_id=one.review_id, version=one.version, actor=world.actors["administrator"])
        note_issued([world.order_a.order_id])
        wishes.put_wish(owner=Owner(person_id=person_id), product_id=world.product_id, price=None)
        wishes.share_wishes(owner=Owner(person_id=person_id))


def _exchange(world: World) -> None:
    """A package of the ERP with a file, as the exchange screens show them."""
    node = Node.objects.get(code="erp.hostile")
    now = timezone.now()
    session = Session.objects.create(
        node=node, type="catalog", token_digest="t", credential_digest="c", created_at=now, last_seen_at=now
    )
    package = Package.objects.create(
        session=session, node=node, type="catalog", directory="hostile", started_at=now, heartbeat_at=now
    )
    PackageFile.objects.create(package=package, name="import.xml", stored_as="import.xml")
    PackageReview.objects.create(package=package, created_at=now)
    Incident.objects.create(node=node, flow="stock", kind="silent", text="нет обмена", opened_at=now)
    CallLine.objects.create(node=node, session=session, method="GET", mode="query", answer="XML", kept_as="gone.xml")
    picture = Reconciliation.objects.create(node=node, as_of=now, state="done", finished_at=now)
    Difference.objects.create(
        run=picture, kind="stocks", cause="unexplained", key="?", title="Товар", theirs="1", ours="2",
        location_id=world.store_2, facts={"unknown": "goods", "external_id": "a", "told": 1},
    )  # fmt: skip
    Repair.objects.create(run=picture, way="accept", state="done", asked_by="Ирина", done=1, total=1)
    Mentioned.objects.create(namespace=node.namespace, what="warehouse", external_id="a", title="Склад")
    ConnectionCheck.objects.create(node=node, asked_by="Ирина")
    order = world.order_b
    about = {"node": node, "order_id": order.order_id, "number": order.number}
    Conflict.objects.create(**about, theirs=[], reason="с двух сторон")
    StockDoubt.objects.create(**about, reason="нет ответа")
    IncomingDocument.objects.create(
        node=node, number=order.number, erp_id="g", content_digest="", payload={}, state="conflict"
    )
    NumberMask.objects.create(channel="store", mask="Ш{n:4}{c}", is_active=True)
    LegalEntity.objects.create(title="ООО", inn="7707083893", kpp="770701001")
    OrderSource.objects.get_or_create(kind="answer", title="Соседи")
    Landing.objects.create(slug="black", query="f-tsvet=chernyy", title="Всё чёрное", is_published=True)


def _moved_goods(world: World) -> None:
    """A transfer from store 2 to a third one, received with a piece missing, and a route."""
    by = Actor(name="Ирина", kind="system")
    with unit():
        third = make_location("store-3", "Горная")
        wants = (Want(variant_id=world.variant_id, quantity=Decimal(2)),)  # type: ignore[arg-type]
        draft = TransferDraft(key="hostile", source_id=world.store_2, target_id=third, wants=wants, actor=by)
        one = transfers.open_transfer(draft)
        transfers.send_transfer(
            transfer_id=one.transfer_id, counts={world.variant_id: Decimal(2)}, actor=by, key="hostile"
        )
        transfers.receive_transfer(
            transfer_id=one.transfer_id, counts={world.variant_id: Counted(good=Decimal(1))}, actor=by, key="hostile"
        )
        way = RouteView(
            source_id=None,
            source_region="",
            target_id=None,
            target_region="",
            lead_hours=24,
            cut_off=time(12),
            weekdays=(1,),
        )
        transfers.keep_route(way, actor=by)


def _goods(world: World) -> None:
    pim.upsert_categories(system=SYSTEM, drafts=[CategoryDraft(external_id="C1", title="Топоры")])
    world.product_id = make_product(article="AX-1", category_external_ids=("C1",))
    world.variant_id = make_variant(barcodes=("4600000000017",))
    world.store_1, world.store_2 = make_location("store-1", "Лесная"), make_location("store-2", "Речная")
    for store in (world.store_1, world.store_2):
        stock.describe_location(
            LocationEdit(location_id=store, kind="store", city="Архангельск", is_pickup=True)  # type: ignore[arg-type]
        )
        put(store, **{f"v{world.variant_id}": 50})
    stock.keep_region(code="north", title="Север")
    keep_rule(SafetyDraft(quantity=Decimal(1)))
    pricing.upsert_price_types(
        system=SYSTEM,
        drafts=[PriceTypeDraft(external_id="retail", title="Розничная", currency="RUB", vat_included=True)],
    )
    retail = pricing.price_type_ids(system=SYSTEM, external_ids=["retail"])["retail"]
    row = PriceRow(variant_id=world.variant_id, price_type_id=retail, amount=Decimal("1990.00"), currency="RUB")  # type: ignore[arg-type]
    pricing.set_prices(source="package:test", rows=[row])


def _settled_goods(world: World) -> None:
    """What the screens of identity, trees and refunds decide upon."""
    with unit():
        twin = make_product(external_id="P-TWIN", article="AX-2")
        third = make_product(external_id="P-THIRD", article="AX-3")
        merging.merge(kept_id=twin, gone_id=third, by="Ирина")
        copy_tree(title="Сайт")
        promotion_id = promotions.save_promotion(terms=terms(), actor=ANONYMOUS)
        make_code(promotion_id=promotion_id)
        legends.save_legend(legend_id=None, title="Без зала", text="Дешевле", script="Объясните", actor=ANONYMOUS)
        now = timezone.now()
        Trial.objects.create(promotion_id=promotion_id, draft={}, title="10 %", since=now, until=now, asked_by="Ирина")
        Segment.objects.create(code="opt", title="Опт", kind="list", changed_by="Ирина")
        stock.keep_region(code="sever", title="Север")
        stock.move_city(city="Архангельск", region="sever")
        named = product(world.product_id)
        effect = Effect(status=Status.TEST)
        assortment.draft_edit(EditDraft(goods=(named,), places=(CHAIN,), channel="", effect=effect), actor=ANONYMOUS)
        bundles.keep_bundle(draft=draft({world.variant_id: 2}), actor=ANONYMOUS)
    payment = Payment.objects.get(order_id=world.order_b.order_id)
    Refund.objects.create(order_id=payment.order_id, payment=payment, key="hostile", amount=10, currency="RUB")
    SameCode.objects.create(kind="barcode", value="4600000000017", object_ids=[world.product_id, twin])


def _prices(world: World) -> None:
    """A rule, a plan and a change of prices, as the screens of prices show them."""
    retail = PriceType.objects.get(external_id="retail")
    PriceRule.objects.create(title="Север", regions=["north"], sells=retail)
    plan = PricePlan.objects.create(source="erp.hostile:1", valid_from=timezone.now() + timedelta(days=30))
    PlannedPrice.objects.create(plan=plan, variant_id=world.variant_id, price_type=retail, amount=10)
    row = Repricing.objects.create(
        title="Сезон", reason="сезон", base_type=retail, price_type=retail, operation="percent", created_by_name="Ирина"
    )
    RepricingLine.objects.create(repricing=row, variant_id=world.variant_id, before=1990, after=2000)


def _people(world: World) -> None:
    world.actors["anonymous"] = ANONYMOUS
    world.clients["anonymous"] = Client(raise_request_exception=False)
    for letter, phone in (("a", "+79035556677"), ("b", CANARY_PHONE)):
        buyer = Person.objects.create(username=f"buyer-{letter}", kind="buyer", phone=phone, first_name=letter)
        _enter(world, f"buyer_{letter}", buyer.pk)
    stores = {"store_worker_1": world.store_1, "store_worker_2": world.store_2}
    for name in ACTORS[3:10]:
        scope = frozenset({stores[name]}) if name in stores else None
        role = Grant(role=name.rstrip("_12"), stores=scope)
        _enter(world, name, accounts.create_staff(name, "a long password 7", name, [role]))
    ensure_node(NodeDraft(code="erp.hostile", title="Проверочная база", login="node-7", orders_out=True))
    machine = accounts.set_machine_password("node-7", "a machine password 7", "Узел", [Grant(role="exchange_node")])
    world.actors["exchange_node"] = accounts.actor_for(machine)
    proof = base64.b64encode(b"node-7:a machine password 7").decode()
    world.clients["exchange_node"] = Client(raise_request_exception=False, headers={"Authorization": f"Basic {proof}"})


def _enter(world: World, name: str, person_id: int) -> None:
    world.actors[name] = accounts.actor_for(person_id)  # type: ignore[arg-type]
    world.clients[name] = Client(raise_request_exception=False)
    world.clients[name].force_login(Person.objects.get(pk=person_id))
