"""What people made better in goods goes to the nodes that take it: once, until confirmed, by content."""

import json

import pytest

from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import AttributeDraft, ContentEdit, ProductDraft
from prilavok.partners.erp.models import EnrichmentExport, Node
from tests.goods.pim.make import make_picture
from tests.jobs import RunJobs
from tests.partners.erp.plain.make import example
from tests.protocols.client import OneC
from tests.protocols.make import make_nodes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kettle(db: None, run_jobs: RunJobs) -> int:
    make_nodes(enrichment_out=True)
    system = Node.objects.get(code="erp.central").namespace
    with unit():
        pim.upsert_attributes(system=system, drafts=[AttributeDraft(external_id="Volume", title="Объём")])
        draft = ProductDraft(external_id="Kettle", title="ЧАЙНИК ЭМ 2Л", attributes=(("Volume", "1"),))
        pim.upsert_products(system=system, drafts=[draft, ProductDraft(external_id="Pan", title="Сковорода")])
        found = pim.product_ids(system=system, external_ids=["Kettle"])
    run_jobs()
    return found["Kettle"]


def better(product_id: int, **words) -> None:
    with unit():
        told = {"title": None, "description": None, "is_hidden": False} | words
        pim.edit_content(ContentEdit(product_id=product_id, **told))  # type: ignore[arg-type]


def asked(one_c: OneC) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in one_c.ask("type=enrichment&mode=query").splitlines()]
    assert lines[0]["format"] == "prilavok/enrichment"
    return lines[1:]


def confirm(one_c: OneC) -> None:
    assert one_c.ask("type=enrichment&mode=success") == b"success"


def test_our_words_properties_and_pictures_are_given_until_confirmed(one_c, kettle, run_jobs):
    one_c.checkauth("enrichment")
    nothing = asked(one_c)
    ((volume, _),) = pim.attribute_titles()
    better(kettle, title="Чайник, 2 л", description="Для плит", brand="Север", attributes=((volume, "2 л"),))
    with unit():
        pim.add_own_image(product_id=kettle, name="a.png", content=make_picture())
    run_jobs()

    first, again = asked(one_c), asked(one_c)
    confirm(one_c)

    assert nothing == []
    (record,) = first
    assert again == first
    assert {name: record[name] for name in ("id", "title", "description", "brand")} == {
        "id": "Kettle",
        "title": "Чайник, 2 л",
        "description": "<p>Для плит</p>",
        "brand": "Север",
    }
    assert record["attributes"] == [{"id": "Volume", "name": "Объём", "value": "2 л"}]
    assert [address.startswith("http") for address in record["pictures"]] == [True]
    assert asked(one_c) == []


def test_an_unchanged_card_is_not_given_again_and_a_word_taken_back_is(one_c, kettle, run_jobs):
    better(kettle, title="Чайник")
    run_jobs()
    one_c.checkauth("enrichment")
    asked(one_c)
    confirm(one_c)

    better(kettle, title="Чайник", is_hidden=True)
    run_jobs()
    touched = asked(one_c)
    better(kettle)
    run_jobs()
    taken_back = asked(one_c)
    confirm(one_c)

    assert touched == []
    assert taken_back == [{"id": "Kettle"}]
    assert asked(one_c) == []
    assert EnrichmentExport.objects.get().confirmed_digest == ""


def test_what_changes_between_query_and_success_is_given_next_time(one_c, kettle, run_jobs):
    better(kettle, title="Чайник")
    run_jobs()
    one_c.checkauth("enrichment")
    asked(one_c)
    better(kettle, title="Чайник новый")
    run_jobs()
    confirm(one_c)

    assert [one["title"] for one in asked(one_c)] == ["Чайник новый"]


def test_success_without_a_query_confirms_nothing(one_c, kettle, run_jobs):
    better(kettle, title="Чайник")
    run_jobs()
    one_c.checkauth("enrichment")

    confirm(one_c)

    assert len(asked(one_c)) == 1


def test_the_erps_own_word_coming_back_is_no_news(one_c, kettle, run_jobs):
    better(kettle, title="Чайник")
    run_jobs()
    one_c.checkauth("enrichment")
    asked(one_c)
    confirm(one_c)

    system = Node.objects.get(code="erp.central").namespace
    with unit():
        pim.upsert_products(system=system, drafts=[ProductDraft(external_id="Kettle", title="Чайник")])
    run_jobs()

    assert asked(one_c) == [{"id": "Kettle"}]
    confirm(one_c)
    assert asked(one_c) == []


def test_a_node_that_takes_enrichment_from_now_on_gets_what_there_is(db, one_c, run_jobs):
    make_nodes()
    system = Node.objects.get(code="erp.central").namespace
    with unit():
        pim.upsert_products(system=system, drafts=[ProductDraft(external_id="Kettle", title="ЧАЙНИК")])
        found = pim.product_ids(system=system, external_ids=["Kettle"])
    better(found["Kettle"], title="Чайник")
    run_jobs()
    before = EnrichmentExport.objects.count()

    make_nodes(enrichment_out=True)

    one_c.checkauth("enrichment")
    assert before == 0
    assert [one["title"] for one in asked(one_c)] == ["Чайник"]


def test_the_example_of_the_description_has_the_fields_that_are_given(one_c, kettle, run_jobs):
    lines = [json.loads(line) for line in example("enrichment-out").splitlines()]
    ((volume, _),) = pim.attribute_titles()
    better(kettle, title="Чайник", description="Для плит", brand="Север", attributes=((volume, "2 л"),))
    with unit():
        pim.add_own_image(product_id=kettle, name="a.png", content=make_picture())
    run_jobs()
    one_c.checkauth("enrichment")

    (record,) = asked(one_c)

    assert list(record) == list(lines[1])
    assert set(record["attributes"][0]) == set(lines[1]["attributes"][0])
