"""Who owns what: one page, and every room obeys it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.test import Client

from prilavok.base.access import Actor
from prilavok.base.errors import Refused
from prilavok.base.models import EventRow
from prilavok.base.owners import owned_field, owned_fields
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.foundation.contour import api
from prilavok.foundation.contour.errors import FieldUnknown, OwnerImpossible
from prilavok.foundation.contour.models import Owner
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.trees import changing
from prilavok.goods.pim.values import AttributeDraft, CategoryDraft, ContentEdit
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationDraft, LocationEdit, SnapshotRow
from prilavok.people.crm import api as crm
from prilavok.people.crm.values import CustomerDraft, CustomerEdit
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import ErpDocument
from tests.goods.pim.make import SYSTEM, make_picture, make_product
from tests.goods.stock.make import make_location
from tests.trade.oms.make import make_chain, place, seen

pytestmark = pytest.mark.django_db
ANNA = Actor(person_id=None, name="Анна", kind="staff", stores=None)
PLATFORMS = ("platform", "site")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@dataclass(frozen=True)
class Probe:
    """How each side writes a field, and what is seen of it; `people` is None where nobody can write it here."""

    erp: Callable[[], object]
    people: Callable[[], object] | None
    read: Callable[[], object]
    scope: str = ""


class World:
    """One of each thing, told by the ERP."""

    def __init__(self) -> None:
        with unit():
            pim.upsert_attributes(system=SYSTEM, drafts=[AttributeDraft(external_id="w", title="Вес")])
            groups = [CategoryDraft(external_id=code, title=code) for code in ("A", "B")]
            pim.upsert_categories(system=SYSTEM, drafts=groups)
            pim.attach_images(
                system=SYSTEM, pictures=[(n, make_picture(color=c)) for n, c in (("a", "red"), ("b", "blue"))]
            )
            self.product = self.tell_product(1)
            self.store = make_location("s", "Склад 1")
            self.customer = 0

    def tell_product(self, number: int) -> int:
        return make_product(
            "P", f"Товар {number}", description=f"<p>Слова {number}</p>", brand=f"Бренд {number}",
            attributes=(("w", f"{number} кг"),), images=("a" if number == 1 else "b",),
            category_external_ids=("A" if number == 1 else "B",),
        )  # fmt: skip

    def edit_product(self, **words: object) -> None:
        told = {"title": None, "description": None, "is_hidden": False} | words
        pim.edit_content(ContentEdit(product_id=self.product, **told))

    def card(self):
        return pim.cards(product_ids=[self.product])[self.product]

    def location(self):
        return stock.locations(location_ids=[self.store])[self.store]


def product_probe(field: str) -> Callable[[World], Probe]:
    words = {"title": "Наш", "description": "<p>Наше</p>", "brand": "Наш"}

    def make(world: World) -> Probe:
        attribute = pim.attribute_titles()[0][0]

        def people() -> None:
            if field == "pictures":
                pim.add_own_image(product_id=world.product, name="own.png", content=make_picture(color="green"))
            elif field == "attributes":
                world.edit_product(attributes=((attribute, "9 кг"),))
            else:
                world.edit_product(**{field: words[field]})

        def read() -> object:
            card = world.card()
            return [image.url for image in card.images] if field == "pictures" else getattr(card, field)

        return Probe(erp=lambda: world.tell_product(2), people=people, read=read, scope=SYSTEM)

    return make


def category_probe(world: World) -> Probe:
    changing.show_tree(changing.copy_tree(title="Сайт"))
    return Probe(
        erp=lambda: world.tell_product(2), people=None, read=lambda: world.card().site_category_ids, scope=SYSTEM
    )


def price_probe(world: World) -> Probe:
    pricing.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="retail", title="Розничная")])
    kind = pricing.price_type_ids(system=SYSTEM, external_ids=["retail"])["retail"]

    def tell(amount: int) -> None:
        row = PriceRow(variant_id=7, price_type_id=kind, amount=Decimal(amount))
        pricing.set_prices(source="package:1", rows=[row])

    tell(100)
    return Probe(erp=lambda: tell(200), people=None, read=lambda: pricing.prices(variant_ids=[7]), scope=str(kind))


def stock_probe(world: World) -> Probe:
    def tell(pieces: int) -> None:
        row = SnapshotRow(variant_id=7, location_id=world.store, quantity=Decimal(pieces))
        stock.apply_snapshot(source="package:1", rows=[row], meaning="physical")

    tell(5)
    return Probe(erp=lambda: tell(6), people=None, read=lambda: stock.availability(variant_ids=[7]))


def location_probe(field: str) -> Callable[[World], Probe]:
    def make(world: World) -> Probe:
        draft = LocationDraft(external_id="s", title="Склад 2", address="ул. Новая")
        edit = LocationEdit(location_id=world.store, **{field: "Наше"})
        return Probe(
            erp=lambda: stock.upsert_locations(system="erp.test", drafts=[draft]),
            people=lambda: stock.describe_location(edit),
            read=lambda: getattr(world.location(), field),
        )

    return make


def customer_probe(field: str) -> Callable[[World], Probe]:
    def make(world: World) -> Probe:
        def tell(name: str, phone: str, revision: int) -> None:
            draft = CustomerDraft(external_id="c", name=name, phones=(phone,), revision=revision)
            crm.take_customers(system="erp.test", drafts=[draft])

        tell("Анна", "+79160000001", 1)
        customer = crm.customer_by_phone("+79160000001")
        edit = {"name": "Анна", "phone": "+79160000001"}
        edit |= {"name": {"name": "Наше Имя"}, "phone": {"phone": "+79160000003"}}[field]
        return Probe(
            erp=lambda: tell("Иное Имя", "+79160000002", 2),
            people=lambda: crm.edit_customer(
                edit=CustomerEdit(customer_id=customer.customer_id, email="", **edit), actor=ANNA
            ),
            read=lambda: getattr(crm.customer(customer.customer_id), field),
        )

    return make


OF_PRODUCT = ("title", "description", "brand", "attributes", "pictures")
PROBES: dict[str, Callable[[World], Probe]] = {
    **{f"product.{field}": product_probe(field) for field in OF_PRODUCT},
    "product.category": category_probe,
    "price.base": price_probe,
    "stock.on_hand": stock_probe,
    **{f"location.{field}": location_probe(field) for field in ("title", "address", "hours")},
    **{f"customer.{field}": customer_probe(field) for field in ("name", "phone")},
}
CELLS = [(one.code, owner) for one in owned_fields() for owner in one.owners if one.code in PROBES]


@pytest.mark.parametrize(("code", "owner"), CELLS)
def test_a_write_of_a_non_owner_changes_nothing(code: str, owner: str) -> None:
    world = World()
    with unit():
        probe = PROBES[code](world)
        api.choose_owner(field=code, scope=probe.scope, owner=owner, actor=ANNA)
    before = probe.read()
    write = probe.erp if owner in PLATFORMS else probe.people if owner == "erp" else None

    if write is not None:
        with suppress(Refused), unit():
            write()
        assert probe.read() == before
    else:
        with unit():
            probe.erp()
        assert (probe.read() != before) == ((code, owner) != ("product.category", "erp_if_empty"))


def test_every_declared_field_is_probed() -> None:
    assert {one.code for one in owned_fields()} - PROBES.keys() == {"order.status"}


@pytest.mark.parametrize(("owner", "status"), [("platform", "new"), ("both", "picking")])
def test_statuses_of_the_erp_move_orders_only_where_it_has_a_word(owner: str, status: str) -> None:
    placed = place(make_chain(), 1)
    document = ErpDocument(number=placed.number, erp_id="1", erp_number="УТ-1", node="erp.test", erp_status="picking")
    with unit():
        api.choose_owner(field="order.status", owner=owner, actor=ANNA)
        oms.apply_erp_document(document)

    assert seen(placed.order_id).status == status


def test_a_decision_is_kept_audited_announced_and_obeyed_at_once() -> None:
    world = World()
    with unit():
        stock.describe_location(LocationEdit(location_id=world.store, title="Наш"))
        api.choose_owner(field="location.title", owner="erp", actor=ANNA)
    assert world.location().title == "Склад 1"

    (own,) = [one for one in api.ownerships() if one.field == "location.title"]
    assert (own.owner, own.decided_by) == ("erp", "Анна")
    assert own.since is not None
    assert EventRow.objects.filter(name="contour.owner_chosen").count() == 1
    assert accounts.audit_of("owner:location.title")[0].actor_name == "Анна"

    with unit():
        api.choose_owner(field="location.title", owner="erp_if_empty", actor=ANNA)
    assert world.location().title == "Наш", "what was put aside came back"


def test_what_is_fixed_or_unknown_is_refused() -> None:
    for field, error in (("stock.on_hand", OwnerImpossible), ("stock.colour", FieldUnknown)):
        with pytest.raises(error), unit():
            api.choose_owner(field=field, owner="platform", actor=ANNA)

    assert not Owner.objects.exists()
    assert owned_field("stock.on_hand") is not None


def client_of(role: str) -> Client:
    with unit():
        person_id = accounts.create_staff("anna", "a long password 7", "Анна", [Grant(role=role, stores=None)])
    client = Client()
    client.force_login(Person.objects.get(pk=person_id))
    return client


def test_the_page_shows_all_and_asks_before_it_changes() -> None:
    client = client_of("administrator")
    World()
    page = client.get("/office/owners/").content.decode()
    assert [word for word in ("Остаток", "Часы работы", "Описание", "с самого начала") if word not in page] == []

    asked = client.get("/office/owners/?field=location.title&to=erp").content.decode()
    assert "Сменить владельца" in asked
    assert not Owner.objects.exists()

    client.post("/office/owners/choose/", {"field": "location.title", "scope": "", "to": "erp"})
    assert Owner.objects.get().owner == "erp"


def test_who_may_only_look_changes_nothing() -> None:
    client = client_of("director")

    assert client.get("/office/owners/").status_code == 200
    assert client.post("/office/owners/choose/", {"field": "location.title", "to": "erp"}).status_code == 403
    assert not Owner.objects.exists()


def test_a_field_of_the_erp_is_seen_and_locked_in_the_form_of_a_store() -> None:
    client, world = client_of("administrator"), World()
    with unit():
        api.choose_owner(field="location.title", owner="erp", actor=ANNA)

    page = client.get(f"/office/stock/locations/{world.store}/").content.decode()

    assert "readonly" in page
    assert "/office/owners/" in page
