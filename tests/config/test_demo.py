"""The demo chain is set up through the doors, in any order and any number of times."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.config import demo, demo_assortment
from prilavok.config.demo_film import film, leaflet
from prilavok.config.demo_places import PLACES
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.assortment.models import Rule
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryDraft, ProductId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationDraft
from prilavok.partners.erp import api as erp
from sandbox.chain import chain
from sandbox.onec.bases import BASES
from tests.goods.pim.make import make_product


def worker(login: str) -> Actor:
    return accounts.actor_for(demo.make_people()[login])


def test_the_platform_and_1c_speak_of_the_same_places() -> None:
    ours = [(one.code, one.external_id, one.title, one.city, one.address, one.kind) for one in PLACES]
    theirs = [
        (one.place.code, one.id, one.place.title, one.place.city, one.place.address, one.place.kind)
        for one in chain().warehouses
    ]
    assert ours == theirs


def test_the_nodes_log_in_as_the_simulated_bases_do() -> None:
    assert {(draft.login, password) for draft, password in demo.NODES} == {
        (base.login, base.secret) for base in BASES.values()
    }


@pytest.mark.django_db
def test_before_the_exchange_a_store_worker_sees_no_store() -> None:
    assert worker("store-04").stores == frozenset()
    assert demo.describe_stores() == {}
    assert demo.choose_prices() is False


@pytest.mark.django_db
def test_after_the_exchange_workers_are_bound_to_their_store() -> None:
    demo.make_people()
    drafts = [LocationDraft(external_id=one.external_id, title=one.title) for one in PLACES]
    with unit():
        stock.upsert_locations(system=demo.NAMESPACE, drafts=drafts)

    demo.name_regions()
    demo.name_regions()
    stores = demo.describe_stores()
    again = demo.describe_stores()

    assert len(stores) == 24
    assert stores == again
    assert worker("store-04").stores == frozenset({stores["04"]})
    card = stock.locations(location_ids=[stores["04"]])[stores["04"]]
    assert (card.city, card.address, card.kind) == ("Санкт-Петербург", "Московский проспект, 137", "store")
    assert {one.region for one in stock.locations().values()} == {"spb", "north", "volga"}


@pytest.mark.django_db
def test_nodes_are_made_once_and_logins_are_written(tmp_path: Path) -> None:
    demo.make_nodes()
    demo.make_nodes()
    demo.write_logins(tmp_path / "demo" / "logins.json")

    assert [node.draft.code for node in erp.nodes()] == ["erp.central", "erp.retail"]
    rows = json.loads((tmp_path / "demo" / "logins.json").read_text())
    assert {row["login"] for row in rows} >= {"operator", "store-04", "content", "director", "admin", "1c-central"}


@pytest.mark.django_db
def test_the_demo_does_not_sell_everything_everywhere_and_says_so_once() -> None:
    people = demo.make_people()
    with unit():
        stock.upsert_locations(
            system=demo.NAMESPACE,
            drafts=[LocationDraft(external_id=one.external_id, title=one.title) for one in PLACES],
        )
        drafts = [CategoryDraft(external_id=title, title=title) for title in ("Растения", "Мебель")]
        pim.upsert_categories(system=demo.NAMESPACE, drafts=drafts)
        make_product("vase", "Стеклянная ваза")
    demo.name_regions()
    places = demo.describe_stores()

    assert [demo_assortment.make_assortment(people, places) for _ in range(2)] == [4, 0]

    assert sorted(Rule.objects.values_list("scope", "place_kind", "channel", "status")) == [
        ("category", "chain", "", "excluded"),
        ("category", "region", "", "core"),
        ("category", "store", "", "excluded"),
        ("product", "chain", "site", "excluded"),
    ]


@pytest.mark.django_db
def test_leaflets_and_films_that_are_drawn_may_stand_beside_goods(in_unit: None) -> None:
    product_id = make_product("A", "Чайник")
    picture = io.BytesIO()
    Image.new("RGB", (96, 64), "#8a5").save(picture, "WEBP")

    shown, poster = film(picture.getvalue())
    pim.add_video(product_id=product_id, title="Чайник", name="f.webm", content=shown, poster=poster)
    paper = leaflet(picture.getvalue(), 3)
    pim.add_document(product_id=product_id, kind="manual", title="", name="leaflet.pdf", content=paper)

    card = pim.cards(product_ids=[product_id])[ProductId(product_id)]
    assert [one.url.rsplit(".", 1)[1] for one in (*card.videos, *card.documents)] == ["webm", "pdf"]
    assert len(shown) < 400_000
