"""Identity across systems: where ids come from, contested codes, first links, merges that can be taken back."""

import pytest

from prilavok.base.models import EventRow
from prilavok.base.unit import unit
from prilavok.goods.pim import api
from prilavok.goods.pim.errors import ConflictUnknown, MergeUnknown, ProductUnknown, ReasonMissing, SameProduct
from prilavok.goods.pim.identity import deciding, merging, showing
from prilavok.goods.pim.identity.finding import look_for_conflicts
from prilavok.goods.pim.models import Conflict, Identity, Product, Source
from prilavok.goods.pim.values import ContentEdit, ProductDraft, VariantDraft
from tests.goods.pim.make import SYSTEM, make_product, make_variant
from tests.jobs import RunJobs

pytestmark = pytest.mark.django_db
OTHER = "erp.other"


def card(product_id: int):
    return api.cards(product_ids=[product_id])[product_id]


@pytest.fixture
def pair(in_unit):
    """Two products of one system whose variants carry one barcode."""
    one, two = make_product("A", "Топор", article="Т-1"), make_product("B", "Топор", article="Т-1")
    return one, two, make_variant("A", "A#1", barcodes=("4601",)), make_variant("B", "B#1", barcodes=("4601", "4602"))


def tell_other(external_id: str, *, article: str = "", barcodes: tuple[str, ...] = (), title: str = "Иначе") -> None:
    draft = ProductDraft(external_id=external_id, title=title, article=article)
    api.upsert_products(system=OTHER, drafts=[draft], source="erp.other:9")
    offer = VariantDraft(external_id=external_id, product_external_id=external_id, barcodes=barcodes)
    api.upsert_variants(system=OTHER, drafts=[offer], source="erp.other:9")


def test_every_id_says_since_when_and_from_which_package(in_unit):
    api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="Aa", title="Топор")], source="erp.test:7")
    api.upsert_variants(
        system=SYSTEM, drafts=[VariantDraft(external_id="Aa#1", product_external_id="Aa")], source="erp.test:8"
    )
    product_id = api.product_ids(system=SYSTEM, external_ids=["aa"])["aa"]

    lines = showing.identity_lines(product_id)

    assert [(one.kind, one.external_id, one.source, one.is_alias) for one in lines] == [
        ("product", "Aa", "erp.test:7", False),
        ("variant", "Aa#1", "erp.test:8", False),
    ]
    assert all(one.since is not None for one in lines)


def test_two_variants_with_one_barcode_become_a_task(pair, django_assert_num_queries):
    one, two, _, _ = pair
    with django_assert_num_queries(2):
        look_for_conflicts([one, two])
    look_for_conflicts([two])

    found, total = showing.conflicts()
    assert (total, showing.open_count()) == (2, 2)
    assert {(view.kind, view.value, len(view.claims)) for view in found} == {
        ("barcode", "4601", 2),
        ("article", "Т-1", 2),
    }
    assert len(showing.conflicts_of(one, [pair[2]])) == 2


def test_conflicts_are_found_and_closed_by_the_events_of_exchanges(db, run_jobs: RunJobs):
    with unit():
        make_product("A", "Топор", article="Т-1")
        make_product("B", "Колун", article="Т-1")
        make_variant("A", "A#1", barcodes=("4601",))
        make_variant("B", "B#1", barcodes=("4601",))
    run_jobs()
    before = showing.open_count()

    with unit():
        make_variant("B", "B#1", barcodes=("4609",))
        make_product("B", "Колун", article="К-1")
    run_jobs()

    assert (before, showing.open_count()) == (2, 0)
    assert set(Conflict.objects.values_list("state", flat=True)) == {"gone"}


def test_a_decided_conflict_opens_again_only_when_one_more_claims_the_code(pair):
    look_for_conflicts(pair[:2])
    conflict = Conflict.objects.get(kind="barcode")
    deciding.mark_known(conflict.pk, by="Илья")
    look_for_conflicts(pair[:2])
    still = Conflict.objects.get(pk=conflict.pk).state

    third = make_product("C", "Топор")
    make_variant("C", "C#1", barcodes=("4601",))
    look_for_conflicts([third])

    assert still == "known"
    conflict.refresh_from_db()
    assert (conflict.state, len(conflict.object_ids)) == ("open", 3)


def test_leaving_a_barcode_to_one_outlives_the_next_exchange_and_can_be_taken_back(pair):
    one, two, mine, other = pair
    look_for_conflicts([one, two])
    conflict = Conflict.objects.get(kind="barcode")

    deciding.leave_to(conflict.pk, variant_id=mine, by="Илья")
    make_variant("B", "B#1", barcodes=("4601", "4603"))
    look_for_conflicts([one, two])

    assert api.find(text="4601", limit=5) == [one]
    assert api.variants(variant_ids=[other])[other].barcodes == ("4603",)
    assert Conflict.objects.get(pk=conflict.pk).state == "corrected"
    deciding.open_again(conflict.pk, by="Илья")
    assert set(api.find(text="4601", limit=5)) == {one, two}
    assert Conflict.objects.get(pk=conflict.pk).state == "open"


def test_a_decision_needs_its_reason_and_an_existing_conflict(pair):
    look_for_conflicts(pair[:2])
    barcode, article = Conflict.objects.get(kind="barcode").pk, Conflict.objects.get(kind="article").pk

    with pytest.raises(ReasonMissing):
        deciding.ignore(barcode, reason="  ", by="Илья")
    with pytest.raises(ConflictUnknown):
        deciding.leave_to(barcode, variant_id=1 << 40, by="Илья")
    with pytest.raises(ConflictUnknown):
        deciding.leave_to(article, variant_id=pair[2], by="Илья")
    with pytest.raises(ConflictUnknown):
        deciding.mark_known(1 << 40, by="Илья")

    assert showing.open_count() == 2
    deciding.ignore(article, reason="Комплект и поштучно", by="Илья")
    assert showing.conflicts(state="decided")[0][0].reason == "Комплект и поштучно"


def test_a_merge_moves_ids_and_variants_and_leads_the_old_address_on(pair):
    one, two, mine, other = pair
    slug = card(two).slug
    seen = merging.preview(kept_id=one, gone_id=two)

    merging.merge(kept_id=one, gone_id=two, by="Илья")
    make_product("B", "Совсем иначе")
    make_variant("B", "B#1", barcodes=("4602",))

    assert (seen.gone_speaks, [v.variant_id for v in seen.moved], seen.twins) == (False, [other], ("Топор",))
    assert card(one).title == "Топор"
    assert [v.variant_id for v in card(one).variants] == [mine, other]
    assert api.variants(variant_ids=[other])[other].barcodes == ("4602",)
    assert api.product_ids(system=SYSTEM, external_ids=["A", "B"]) == {"A": one, "B": one}
    assert (api.product_by_slug(slug), api.moved_address(kind="product", slug=slug)) == (None, card(one).slug)
    assert not card(two).is_published
    assert two not in api.all_product_ids()


def test_goods_deleted_and_made_anew_in_the_erp_keep_page_and_words(in_unit):
    old = make_product("dead", "Топор старый")
    api.edit_content(ContentEdit(product_id=old, title="Наш топор", description=None, is_hidden=False))
    api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="dead", is_removed=True)])
    new = make_product("fresh", "Топор новый", brand="Север")
    make_variant("fresh", "fresh")

    merging.merge(kept_id=old, gone_id=new, by="Илья")
    api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id="dead", is_removed=True)])
    make_product("fresh", "Топор новейший", brand="Юг")

    kept = card(old)
    assert (kept.title, kept.brand, kept.is_published, len(kept.variants)) == ("Наш топор", "Юг", True, 1)
    assert api.content(old).received_title == "Топор новейший"  # type: ignore[union-attr]


def test_a_merge_can_be_taken_apart_once(pair):
    one, two = pair[:2]
    before = (card(one), card(two))
    merge_id = merging.merge(kept_id=one, gone_id=two, by="Илья")

    assert merging.take_apart(merge_id) == one

    assert (card(one), card(two)) == before
    assert api.product_ids(system=SYSTEM, external_ids=["A", "B"]) == {"A": one, "B": two}
    assert not Identity.objects.filter(is_alias=True).exists()
    assert api.moved_address(kind="product", slug=card(two).slug) is None
    with pytest.raises(MergeUnknown):
        merging.take_apart(merge_id)
    assert [view.undone_at is not None for view in showing.merges_of(one)] == [True]


def test_documents_move_with_a_merge_and_return_with_its_end(pair):
    one, two, _, _ = pair
    papers = [{"key": key, "kind": "pdf", "title": key, "file": key, "size": 1} for key in ("both", "own", "later")]
    Product.objects.filter(pk=one).update(documents=papers[:1])
    Product.objects.filter(pk=two).update(documents=papers[:2])

    merge_id = merging.merge(kept_id=one, gone_id=two, by="Илья")
    assert [paper.key for paper in card(one).documents] == ["both", "own"]

    Product.objects.filter(pk=one).update(documents=papers)
    merging.take_apart(merge_id)
    assert [paper.key for paper in card(one).documents] == ["both", "later"]
    assert [paper.key for paper in card(two).documents] == ["both", "own"]


def test_merged_products_lead_to_the_last_of_them_while_the_merges_stand(pair, django_assert_num_queries):
    one, two, three = *pair[:2], make_product("C", "Топор")
    first = merging.merge(kept_id=one, gone_id=two, by="")
    second = merging.merge(kept_id=three, gone_id=one, by="")

    with django_assert_num_queries(1):
        assert api.remaining(product_ids=[one, two, three]) == {one: three, two: three, three: three}
    merging.take_apart(second)
    assert api.remaining(product_ids=[one, two]) == {one: one, two: one}
    merging.take_apart(first)
    assert api.remaining(product_ids=[two]) == {two: two}


def test_a_senseless_merge_is_refused(pair):
    with pytest.raises(SameProduct):
        merging.merge(kept_id=pair[0], gone_id=pair[0], by="")
    with pytest.raises(ProductUnknown):
        merging.preview(kept_id=pair[0], gone_id=1 << 40)
    assert Product.objects.filter(is_stub=True).count() == 0


def test_nothing_is_linked_by_codes_unless_the_setting_asks(in_unit):
    one = make_product("A", "Топор", article="Т-1")
    make_variant("A", "A#1", barcodes=("4601",))

    tell_other("X", article="Т-1", barcodes=("4601",))

    assert api.product_ids(system=OTHER, external_ids=["X"])["X"] != one


@pytest.mark.parametrize(("link_by", "article", "barcode"), [("article", "Т-1", ""), ("barcode", "", "4601")])
def test_a_second_system_finds_known_goods_by_a_unique_code(in_unit, link_by, article, barcode):
    one = make_product("A", "Топор", article="Т-1")
    variant = make_variant("A", "A#1", barcodes=("4601",))
    Source.objects.create(system=OTHER, link_by=link_by)

    for _ in range(2):
        tell_other("X", article=article, barcodes=(barcode,) if barcode else ())
    events = EventRow.objects.count()
    tell_other("X", article=article, barcodes=(barcode,) if barcode else ())

    assert api.product_ids(system=OTHER, external_ids=["X"]) == {"X": one}
    assert api.variant_ids(system=OTHER, external_ids=["X"]) == {"X": variant}
    assert (card(one).title, len(card(one).variants)) == ("Топор", 1)
    assert card(one).variants[0].barcodes == ("4601",)
    assert EventRow.objects.count() == events
    assert {line.system for line in showing.identity_lines(one) if line.is_alias} == {OTHER}


def test_codes_that_are_not_unique_link_nothing(pair):
    Source.objects.create(system=OTHER, link_by="both")

    tell_other("X", article="Т-1", barcodes=("4601",))
    tell_other("Y", article="", barcodes=())

    ids = api.product_ids(system=OTHER, external_ids=["X", "Y"])
    assert not {ids["X"], ids["Y"]} & {pair[0], pair[1]}
    assert ids["X"] != ids["Y"]
