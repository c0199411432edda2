"""Receipts of tills come as the description shows, once each, whatever is repeated, late or wrong."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prilavok.base.models import JournalEntry
from prilavok.partners.erp.models import PackageFile, PackageWarning, PlainWaiting
from prilavok.trade.receipts import api as receipts
from prilavok.trade.receipts.models import Receipt, ReceiptLine
from prilavok.trade.receipts.values import ReceiptFilter
from tests.jobs import RunJobs
from tests.partners.erp.plain.make import example, make_goods, make_places, plain, receipt
from tests.protocols.client import OneC

pytestmark = pytest.mark.django_db


def send(one_c: OneC, content: bytes, name: str = "receipts_1.jsonl", *, limit: int = 0) -> str:
    assert one_c.checkauth().startswith(b"success")
    one_c.init()
    answer = one_c.file(name, content, limit=limit)
    assert answer == b"success", answer.decode()
    return one_c.load(name)


def warnings() -> dict[str, list[str]]:
    return {one.code: one.things for one in PackageWarning.objects.order_by("pk")}


def test_the_example_of_the_description_comes_whole(one_c: OneC) -> None:
    places = make_places("store-nevsky")
    goods = make_goods("kettle#red")

    assert send(one_c, example("receipts"), limit=100) == "success"

    back, sale = receipts.find_receipts(ReceiptFilter()).receipts
    assert (sale.number, sale.kind, sale.key.till, sale.key.location_id) == (
        "118-4312",
        "sale",
        "2",
        places["store-nevsky"],
    )
    assert (sale.total.amount, sale.signed.amount, sale.at.isoformat()) == (
        Decimal("1800.00"),
        Decimal("1800.00"),
        "2026-05-12T15:22:41+00:00",
    )
    assert (sale.phone, sale.card) == ("+79161234567", "2000000012345")
    assert [(one.variant_id, one.title, one.quantity, one.total) for one in sale.lines] == [
        (goods["kettle#red"], "Чайник «Гжель», красный", Decimal("1.000"), Decimal("1790.00")),
        (None, "Пакет-майка", Decimal("2.000"), Decimal("10.00")),
    ]
    assert [(one.kind, one.amount) for one in sale.payments] == [
        ("card", Decimal("1500.00")),
        ("bonus", Decimal("300.00")),
    ]
    assert (back.kind, back.signed.amount, back.return_of_id) == ("return", Decimal("-5.00"), sale.receipt_id)
    file = PackageFile.objects.get()
    assert (file.kind, file.position, file.total, file.counts["receipt"]) == (
        "plain:receipts",
        2,
        2,
        {"read": 2, "created": 2},
    )
    assert JournalEntry.objects.get(flow="erp.central.receipts").summary == "чеки 2"


def test_the_same_file_again_writes_no_receipt(one_c: OneC) -> None:
    make_places("store-nevsky")
    send(one_c, example("receipts"))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert send(one_c, example("receipts")) == "success"

    written = [one["sql"] for one in asked if 'INTO "receipts_' in one["sql"] or 'UPDATE "receipts_' in one["sql"]]
    assert written == []
    assert PackageFile.objects.latest("pk").counts["receipt"] == {"read": 2, "unchanged": 2}
    assert (Receipt.objects.count(), ReceiptLine.objects.count()) == (2, 3)


def test_a_higher_revision_corrects_and_an_older_one_is_told_and_ignored(one_c: OneC) -> None:
    make_places("store-nevsky")
    cheaper = [{"title": "Пакет", "quantity": "1", "price": "7.00", "total": "7.00"}]
    send(one_c, plain("receipts", receipt(1, revision=5)))

    send(one_c, plain("receipts", receipt(1, revision=7, lines=cheaper, total="7.00")))
    send(one_c, plain("receipts", receipt(1, revision=6, is_cancelled=True)))
    send(one_c, plain("receipts", receipt(1, revision=7, is_cancelled=True)))

    (now,) = receipts.find_receipts(ReceiptFilter()).receipts
    assert (now.revision, now.total.amount, now.is_cancelled) == (7, Decimal("7.00"), False)
    assert warnings() == {
        "plain_stale": ["строка 2: store-nevsky / 1 / 10-1"],
        "plain_differs": ["строка 2: store-nevsky / 1 / 10-1"],
    }


def test_bad_records_are_told_by_line_and_the_good_ones_come(one_c: OneC) -> None:
    make_places("store-nevsky")
    no_total = receipt(3)
    del no_total["total"]
    content = plain(
        "receipts",
        receipt(1),
        receipt(2, total="11.00"),
        no_total,
        receipt(4, lines=[{"title": "Пакет", "quantity": "x", "price": "1", "total": "1"}]),
        receipt(5, lines=[{"quantity": "1", "price": "10", "total": "10"}]),
    )

    assert send(one_c, content + b'\n\n{"broken\n[1]\n\xff\xfe\n') == "success"

    assert [one.number for one in receipts.find_receipts(ReceiptFilter()).receipts] == ["10-1"]
    assert warnings()["plain_bad"] == [
        "строка 3: сумма строк 10.00, а итог 11.00; разложите скидку по строкам",
        "строка 4: нет поля total",
        "строка 5: поле lines[0].quantity не понято",
        "строка 6: в lines[0] не назван товар; добавьте variant или title",
        "строка 8: это не JSON в UTF-8; пишите одну запись в строке",
        "строка 9: запись — не объект с полями",
        "строка 10: это не JSON в UTF-8; пишите одну запись в строке",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"format":"prilavok/money","version":1}\n', "неизвестного формата"),
        (b'{"format":"prilavok/receipts","version":2}\n', "версии 2"),
        (b'{"format":"prilavok/receipts","version":1,"timezone":"Moscow"}\n', "не заголовок"),
        (b"receipts\n", "не заголовок"),
        (b'{"goods":[]}', "не заголовок"),
    ],
)
def test_a_header_that_is_not_understood_refuses_the_file(one_c: OneC, content: bytes, sentence: str) -> None:
    answer = send(one_c, content)

    assert answer.startswith("failure\n")
    assert sentence in answer
    assert Receipt.objects.count() == 0


def test_a_receipt_of_an_unknown_store_waits_for_it_and_its_goods_are_named_when_they_come(
    one_c: OneC, run_jobs: RunJobs
) -> None:
    from prilavok.partners.erp import api as erp

    lines = [{"variant": "Cup#1", "quantity": "2", "price": "5.00", "total": "10.00"}]
    send(one_c, plain("receipts", receipt(1, lines=lines)))
    assert (Receipt.objects.count(), PlainWaiting.objects.count()) == (0, 1)
    assert erp.resume_plain() == 0

    make_places("store-nevsky")
    assert erp.resume_plain() == 1
    (line,) = receipts.find_receipts(ReceiptFilter()).receipts[0].lines
    assert (line.variant_id, line.title) == (None, "Cup#1")
    goods = make_goods("Cup#1")
    erp.resume_plain()

    (line,) = receipts.find_receipts(ReceiptFilter()).receipts[0].lines
    assert line.variant_id == goods["Cup#1"]
    assert PlainWaiting.objects.count() == 0


def test_an_import_cut_between_batches_goes_on_at_its_checkpoint(one_c: OneC, monkeypatch: pytest.MonkeyPatch) -> None:
    from prilavok.partners.erp import api as erp
    from prilavok.partners.erp.plain import import_plain

    make_places("store-nevsky")
    content = plain("receipts", *[receipt(number) for number in range(1, 251)])
    one_c.checkauth()
    one_c.init()
    one_c.file("receipts.jsonl", content)
    one_c.ask("type=catalog&mode=import&filename=receipts.jsonl")

    class Killed(BaseException):
        pass

    def die(point: str) -> None:
        if point == "erp.plain:after_batch":
            raise Killed

    monkeypatch.setattr(import_plain, "crashpoint", die)
    with pytest.raises(Killed):
        erp.import_package(PackageFile.objects.get().package_id)
    assert PackageFile.objects.get().position == 200 == Receipt.objects.count()
    monkeypatch.undo()

    assert one_c.load("receipts.jsonl") == "success"
    file = PackageFile.objects.get()
    assert (file.position, file.counts["receipt"]) == (250, {"read": 250, "created": 250})
