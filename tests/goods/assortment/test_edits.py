"""Bulk edits: shown before, applied in one go, kept, taken back without undoing others."""

from decimal import Decimal
from pathlib import Path

import pytest

from prilavok.base import sheets
from prilavok.base.models import EventRow
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.assortment import api, desk, following
from prilavok.goods.assortment.errors import EditNotOpen, NothingChosen, NothingToUndo
from prilavok.goods.assortment.models import Rule
from prilavok.goods.assortment.values import EditDraft, Effect, MatrixFilter, Status
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import SnapshotRow, VariantId, Want
from tests.goods.assortment.make import (
    ANNA,
    CHAIN,
    brand,
    category,
    make_category,
    make_store,
    product,
    region,
    say,
    store,
)
from tests.goods.pim.make import make_product, make_variant

pytestmark = pytest.mark.usefixtures("in_unit")
OUT = Effect(status=Status.EXCLUDED)


@pytest.fixture
def goods() -> list[tuple[int, int]]:
    """Five products with their variants."""
    made = []
    for number in range(5):
        key = make_product(f"P{number}", title=f"Товар {number}", article=f"ART-{number}")
        made.append((int(key), int(make_variant(f"P{number}", f"P{number}#1"))))
    following.learn([key for key, _ in made])
    return made


def draft(goods, *places, effect=OUT) -> EditDraft:
    return EditDraft(
        goods=tuple(product(key, f"Товар {key}") for key, _ in goods), places=places, channel="", effect=effect
    )


def test_a_draft_tells_what_it_would_do_and_does_nothing(goods) -> None:
    one, other = make_store("s1", "Казань"), make_store("s2", "Пермь")
    rows = [SnapshotRow(variant_id=variant, location_id=one, quantity=Decimal(5)) for _, variant in goods[:3]]
    stock.apply_snapshot(source="t", rows=rows, meaning="physical")
    wants = [Want(variant_id=VariantId(goods[0][1]), quantity=Decimal(1))]
    stock.reserve(order_id=1, location_id=one, wants=wants, hold_for_s=600)

    counts = desk.edit(api.draft_edit(draft(goods, store(one), store(other)), actor=ANNA)).counts

    assert (counts.cells, counts.changed, counts.goods, counts.places) == (10, 10, 5, 2)
    assert (counts.reserved_goods, counts.lying_goods) == (1, 3)
    assert not Rule.objects.exists()


def test_an_edit_is_applied_once_announced_and_audited(goods) -> None:
    edit_id = api.draft_edit(draft(goods, CHAIN), actor=ANNA)
    before = EventRow.objects.filter(name="assortment.changed").count()

    counts = api.apply_edit(edit_id=edit_id, actor=ANNA)

    assert counts.changed == 5
    assert not api.sold(variant_ids=[goods[0][1]], channel="till")[VariantId(goods[0][1])].is_sold
    told = EventRow.objects.filter(name="assortment.changed").order_by("-pk")[0]
    assert sorted(told.payload["product_ids"]) == sorted(key for key, _ in goods)
    assert EventRow.objects.filter(name="assortment.changed").count() == before + 1
    assert accounts.audit_of(f"assortment:{edit_id}")[0].actor_name == "Анна"
    with pytest.raises(EditNotOpen):
        api.apply_edit(edit_id=edit_id, actor=ANNA)


def test_the_same_again_changes_nothing_and_announces_nothing(goods) -> None:
    api.apply_edit(edit_id=api.draft_edit(draft(goods, CHAIN), actor=ANNA), actor=ANNA)
    before = EventRow.objects.filter(name="assortment.changed").count()

    counts = api.apply_edit(edit_id=api.draft_edit(draft(goods, CHAIN), actor=ANNA), actor=ANNA)

    assert counts.changed == 0
    assert EventRow.objects.filter(name="assortment.changed").count() == before


def test_taking_back_restores_what_was_and_leaves_what_others_changed(goods) -> None:
    say(product(goods[0][0]), CHAIN, "test")
    edit_id = api.draft_edit(draft(goods[:3], CHAIN), actor=ANNA)
    api.apply_edit(edit_id=edit_id, actor=ANNA)
    say(product(goods[1][0]), CHAIN, "core")

    counts = api.undo_edit(edit_id=edit_id, actor=ANNA)

    assert counts.changed == 2
    assert dict(Rule.objects.values_list("goods_id", "status")) == {goods[0][0]: "test", goods[1][0]: "core"}
    with pytest.raises(NothingToUndo):
        api.undo_edit(edit_id=edit_id, actor=ANNA)


def test_nothing_marked_is_refused(goods) -> None:
    with pytest.raises(NothingChosen):
        api.draft_edit(draft(goods), actor=ANNA)

    assert desk.edits() == []


def test_a_thousand_cells_take_a_few_statements(goods, django_assert_max_num_queries) -> None:
    many = EditDraft(
        goods=tuple(product(key) for key in range(1, 101)),
        places=tuple(region(f"r{number}") for number in range(10)),
        channel="",
        effect=Effect(status=Status.CORE),
    )

    with django_assert_max_num_queries(12):
        edit_id = api.draft_edit(many, actor=ANNA)
        api.apply_edit(edit_id=edit_id, actor=ANNA)

    assert Rule.objects.count() == 1000


def test_the_matrix_shows_own_cells_and_inherited_ones(goods) -> None:
    shop = make_store("s1", "Казань", "volga")
    say(product(goods[0][0]), region("volga"), "excluded")

    page = api.matrix(MatrixFilter(text="ART-0", opened="volga"))

    assert [place.kind for place in page.places] == ["chain", "region", "store"]
    assert page.places[2].code == str(shop)
    assert [(one.is_sold, is_own) for one, is_own in page.lines[0].cells] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_the_matrix_finds_goods_with_a_status(goods) -> None:
    tools = make_category("C1", "Инструмент")
    made = make_product("P9", title="Пила", category_external_ids=("C1",))
    make_variant("P9", "P9#1")
    following.learn([made])
    say(category(tools), CHAIN, "withdrawn")

    assert [line.card.product_id for line in api.matrix(MatrixFilter(status="withdrawn")).lines] == [made]
    assert desk.found_ids(MatrixFilter(status="withdrawn")) == [made]


def test_where_a_product_is_sold_is_told_by_exceptions(goods) -> None:
    shop = make_store("s1", "Казань", "volga")
    make_store("s2", "Самара", "volga")
    say(product(goods[0][0]), store(shop), "excluded", channel="site")

    told = api.where_sold(product_id=goods[0][0])

    assert [(one.place.kind, len(one.standings)) for one in told] == [("chain", 1), ("store", 4)]
    assert [channel for channel, standing in told[1].standings if not standing.is_sold] == ["site"]


def test_a_table_goes_out_and_comes_in_as_the_same_rules(goods, tmp_path: Path) -> None:
    shop = make_store("s1", "Казань", "volga")
    tools = make_category("C1", "Инструмент")
    say(product(goods[0][0], "Товар 0"), store(shop), "excluded", channel="site")
    say(category(tools), region("volga"), "test")
    say(brand("Север"), CHAIN, "core")
    fields = ("scope", "goods_id", "brand", "place_kind", "place_code", "channel", "status")
    kept = sorted(Rule.objects.values_list(*fields))
    lines = list(desk.table_of_rules())
    Rule.objects.all().delete()

    for path, content in (
        (tmp_path / "t.csv", "".join(sheets.written(lines)).encode()),
        (tmp_path / "t.xlsx", sheets.workbook(lines)),
    ):
        path.write_bytes(content)
        rows = desk.read_table(path)
        assert [row.trouble for row in rows] == ["", "", ""]
        cells = [row.cell for row in rows if row.cell]
        edit_id = desk.draft_cells(cells, kind="table", title="t", actor=ANNA)
        api.apply_edit(edit_id=edit_id, actor=ANNA)

    assert sorted(Rule.objects.values_list(*fields)) == kept


def test_what_a_table_says_wrong_is_told_line_by_line(goods, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "Товар;Место;Статус;С;По\nНЕТ-1;сеть;основной;;\nART-1;Марс;основной;;\nART-1;сеть;чудесный;;\n"
        "ART-1;сеть;сезонный;01.05.2027;\nART-1;сеть;core;;\nART-2;сеть;основной;32.01.2027;\n",
        encoding="utf-8",
    )

    rows = desk.read_table(path)

    assert [row.trouble for row in rows][4:5] == [""]
    assert [bool(row.trouble) for row in rows] == [True, True, True, True, False, True]
    assert "НЕТ-1" in rows[0].trouble
    assert rows[4].cell is not None
