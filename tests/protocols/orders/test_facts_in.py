"""Money, shipments, numbers and strangers that the ERP tells of: facts are only added, each with its number."""

from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from prilavok.base.unit import unit
from prilavok.doors.office.web import documents
from prilavok.partners.erp.models import Export, IncomingDocument, Node, PackageWarning
from prilavok.partners.erp.orders import profile as profiles
from prilavok.partners.erp.orders.profile import ProfileView
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.errors import OrderPaid
from prilavok.trade.oms.values import OrderFilter, OrderView
from prilavok.trade.payments import api as payments
from tests.jobs import RunJobs
from tests.protocols import make
from tests.protocols.client import OneC
from tests.protocols.orders.test_in import document, line, send
from tests.trade.oms import make as sale

PAID = {"Номер по 1С": "ТД-7", "Дата по 1С": "2026-02-03T10:20:30", "Номер оплаты по 1С": "ПКО-5",
        "Дата оплаты по 1С": "2026-02-04"}  # fmt: skip
State = IncomingDocument.State


@pytest.fixture
def order(chain: sale.Chain, run_jobs: RunJobs) -> OrderView:
    """A placed order of three goods."""
    placed = sale.place(chain, 1, 2, 3)
    run_jobs()
    return sale.seen(placed.order_id)


def rules(**changes: object) -> None:
    """The central node's rules for orders."""
    node = Node.objects.get(code="erp.central")
    with unit():
        profiles.save_profile(ProfileView(node_id=node.pk, **changes), sale.OPERATOR)  # type: ignore[arg-type]


def attached(kind: str, ground: str, number: str, amount: str, said: str = "", goods: str = "") -> str:
    """A payment, a shipment, a return of family B."""
    goods = f"<Товары>{goods}</Товары>" if goods else ""
    return (
        f"<Документ><Ид>{number}</Ид><Номер>{number}</Номер><Дата>2026-02-05</Дата><ХозОперация>{kind}</ХозОперация>"
        f"<Роль>Продавец</Роль><Сумма>{amount}</Сумма><Основание>{ground}</Основание>"
        f"{goods}<ЗначенияРеквизитов>{said}</ЗначенияРеквизитов></Документ>"
    )


def test_money_at_the_erp_s_till_is_added_and_the_store_only_hands_over(
    one_c: OneC, order: OrderView, chain: sale.Chain, run_jobs: RunJobs
) -> None:
    send(one_c, document(order.number, said=PAID))
    run_jobs()
    seen = sale.seen(order.order_id)
    assert (seen.facts, seen.hold_until) == ({"reserved", "paid"}, None)
    assert payments.payments_of(order_ids=[order.order_id])[order.order_id].method == "erp_till"

    code = sale.fulfilment_code(order.order_id)
    sale.pick(chain, order.order_id)
    sale.issue(chain, order.order_id, code)

    assert sale.seen(order.order_id).facts == {"picked", "issued", "paid"}


def test_fewer_goods_than_were_paid_for_propose_a_refund(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    send(one_c, document(order.number, said=PAID))
    run_jobs()

    fewer = line("good-0", "1", "100.00") + line("good-1", "1", "250.50") + line("good-2", "3", "19.99")
    send(one_c, document(order.number, lines=fewer, said=PAID))
    run_jobs()

    seen = sale.seen(order.order_id)
    assert (seen.version, seen.total) == (2, order.total - order.lines[1].unit_price)
    (refund,) = payments.refunds_of(order_ids=[order.order_id])[order.order_id]
    assert (refund.amount, refund.state) == (order.lines[1].unit_price, "proposed")
    assert [one.template for one in sale.told(order.order_id)].count("order_corrected") == 2  # SMS and e-mail
    change = next(one for one in oms.history(order.order_id) if one.kind == "corrected").changes[0]
    assert (change.quantity_was, change.quantity_now) == (2, 1)


def test_dearer_lines_of_a_paid_order_are_left_to_a_person(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    send(one_c, document(order.number, said=PAID))
    run_jobs()

    send(one_c, document(order.number, lines=line("good-1", "9", "250.50"), said=PAID))
    run_jobs()

    assert sale.seen(order.order_id).version == 1
    assert payments.refunds_of(order_ids=[order.order_id]) == {}
    assert IncomingDocument.objects.order_by("-id")[0].state == State.CONFLICT


def test_a_paid_order_is_cancelled_by_a_person_only_and_all_money_is_proposed_back(
    one_c: OneC, order: OrderView, run_jobs: RunJobs
) -> None:
    send(one_c, document(order.number, said=PAID))
    send(one_c, document(order.number, said={**PAID, "ПометкаУдаления": "true"}))
    run_jobs()
    assert "cancelled" not in sale.seen(order.order_id).facts
    assert payments.refunds_of(order_ids=[order.order_id]) == {}

    with unit():
        oms.cancel(order_id=order.order_id, reason="передумал", actor=sale.OPERATOR)

    assert sale.seen(order.order_id).facts == {"paid", "cancelled"}
    (refund,) = payments.refunds_of(order_ids=[order.order_id])[order.order_id]
    assert refund.amount == order.total


def test_a_buyer_does_not_cancel_a_paid_order_alone(one_c: OneC, chain: sale.Chain, run_jobs: RunJobs) -> None:
    placed = sale.place(chain, 1, person_id=77)
    run_jobs()
    send(one_c, document(placed.number, said=PAID))

    with pytest.raises(OrderPaid), unit():
        oms.cancel(order_id=placed.order_id, reason="передумал", actor=sale.buyer(77))

    assert "cancelled" not in sale.seen(placed.order_id).facts


def test_an_order_that_is_not_posted_is_not_cancelled(one_c: OneC, order: OrderView) -> None:
    send(one_c, document(order.number, said={"Проведен": "false", "Номер по 1С": "ТД-1"}))

    assert sale.seen(order.order_id).status == "new"
    assert [one.state for one in IncomingDocument.objects.all()] == [State.ECHO]


def test_documents_of_family_b_add_facts_and_their_numbers(
    one_c: OneC, order: OrderView, chain: sale.Chain, run_jobs: RunJobs
) -> None:
    sale.pick(chain, order.order_id)
    paid = attached("Выплата безналичных денег", order.number, "ПП-17", str(order.total.amount))
    shipped = attached("Отпуск товара", order.number, "РТ-18", str(order.total.amount))

    send(one_c, f"<Контейнер>{document(order.number, said={'Номер по 1С': 'ТД-9'})}{paid}{shipped}</Контейнер>")
    run_jobs()

    assert sale.seen(order.order_id).status == "issued"
    known = {(one.kind, one.system): one.number for one in oms.papers(order_ids=[order.order_id])[order.order_id]}
    assert known == {
        ("order", "erp.central"): "ТД-9",
        ("payment", "erp.central"): "ПП-17",
        ("shipment", "erp.central"): "РТ-18",
    }


def test_invoices_and_refunds_of_the_erp_are_papers_of_the_order_and_change_nothing(
    one_c: OneC, order: OrderView, run_jobs: RunJobs
) -> None:
    invoice = attached("Счёт на оплату", order.number, "СЧ-5", str(order.total.amount))
    refund = attached("Возврат безналичных денег", order.number, "ВЗ-6", "10.00")

    send(one_c, f"<Контейнер>{invoice}{refund}</Контейнер>")
    run_jobs()

    seen = sale.seen(order.order_id)
    assert (seen.version, seen.facts, seen.status) == (order.version, order.facts, order.status)
    papers = oms.papers(order_ids=[order.order_id])[order.order_id]
    assert {one.kind: one.number for one in papers} == {"invoice": "СЧ-5", "refund": "ВЗ-6"}
    shown = documents.chain(seen, None, ())
    assert [(one.title, one.elsewhere[0].number) for one in shown[1:]] == [("Счёт", "СЧ-5"), ("Возврат", "ВЗ-6")]


def test_goods_returned_in_the_erp_are_a_paper_with_lines_told_once(
    one_c: OneC, order: OrderView, run_jobs: RunJobs
) -> None:
    goods = line("good-1", "1", "250.50").replace("<Наименование>good-1", "<Наименование>Чайник")
    first = attached("Возврат товара", order.number, "ВТ-1", "250.50", goods=goods)
    second = attached("Возврат товара", order.number, "ВТ-2", "100.00")
    before = (order.version, order.facts, order.status, order.revision)

    for _again in range(2):
        send(one_c, f"<Контейнер>{first}{second}</Контейнер>")
        run_jobs()

    seen = sale.seen(order.order_id)
    assert (seen.version, seen.facts, seen.status, seen.revision) == before
    assert payments.refunds_of(order_ids=[order.order_id]) == {}
    shown = [one for one in documents.chain(seen, None, ()) if one.title == "Возврат товара"]
    assert [(one.elsewhere[0].number, one.amount and one.amount.amount) for one in shown] == [
        ("ВТ-1", Decimal("250.50")),
        ("ВТ-2", Decimal("100.00")),
    ]
    assert [(one.title, one.quantity, one.total) for one in shown[0].lines] == [("Чайник", 1, Decimal("250.50"))]
    assert len([one for one in oms.history(order.order_id) if "ВТ-" in one.detail]) == 2
    assert sorted(IncomingDocument.objects.values_list("state", flat=True)) == [State.APPLIED, State.APPLIED]
    assert not PackageWarning.objects.exists()

    gone = "<ЗначениеРеквизита><Наименование>Отменен</Наименование><Значение>true</Значение></ЗначениеРеквизита>"
    send(one_c, f"<Контейнер>{attached('Возврат товара', order.number, 'ВТ-2', '100.00', gone)}</Контейнер>")
    states = {one.elsewhere[0].number: one.state for one in documents.chain(seen, None, ()) if one.elsewhere}
    assert states == {"ВТ-1": "только в учётной системе", "ВТ-2": "отменён там"}


def test_a_return_waits_for_a_person_until_its_order_is_named(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    shipped = attached("Отпуск товара", order.number, "РТ-18", str(order.total.amount))
    send(one_c, attached("Возврат товара", "РТ-18", "ВТ-3", "100.00"), attached("Возврат товара", "", "ВТ-4", "50.00"))
    waiting = dict(IncomingDocument.objects.values_list("number", "message"))
    assert set(IncomingDocument.objects.values_list("state", flat=True)) == {State.UNKNOWN_ORDER}
    assert "РТ-18" in waiting["РТ-18"]
    assert "ВТ-4" in waiting["ВТ-4"]

    send(one_c, shipped, attached("Возврат товара", "РТ-18", "ВТ-3", "100.00"))
    run_jobs()
    send(one_c, attached("Возврат товара", order.number, "ВТ-4", "50.00"))

    papers = oms.papers(order_ids=[order.order_id])[order.order_id]
    assert [one.number for one in papers if one.kind == "return"] == ["ВТ-3", "ВТ-4"]
    assert not IncomingDocument.objects.filter(state=State.UNKNOWN_ORDER).exists()


def test_each_refund_shows_its_own_papers_once(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    send(one_c, document(order.number, said=PAID))
    run_jobs()
    both = line("good-1", "1", "250.50") + line("good-2", "3", "19.99")
    for goods in (line("good-0", "1", "100.00") + both, both):
        send(one_c, document(order.number, lines=goods, said=PAID))
        run_jobs()
    refunds = payments.refunds_of(order_ids=[order.order_id])[order.order_id]
    with unit():
        for one in refunds:
            payments.decide_refund(refund_id=one.refund_id, order_id=order.order_id, method="card", actor=sale.OPERATOR)
    refunds = payments.refunds_of(order_ids=[order.order_id])[order.order_id]
    first, second = (f"В-{one.refund_id}" for one in refunds)
    kind, cost = "Возврат безналичных денег", str(refunds[1].amount.amount)

    send(
        one_c,
        attached(kind, order.number, first, str(refunds[0].amount.amount)),
        attached(kind, order.number, "ВЗ-8", cost),
        attached(kind, order.number, "ВЗ-9", "5.00"),
    )
    run_jobs()

    assert payments.refunds_of(order_ids=[order.order_id])[order.order_id] == refunds
    shown = documents.chain(sale.seen(order.order_id), None, refunds)
    told = {one.number: [paper.number for paper in one.elsewhere] for one in shown if one.title == "Возврат"}
    assert told == {first: [first], second: ["ВЗ-8"], "": ["ВЗ-9"]}


def test_a_part_of_the_money_is_no_payment_of_the_order(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    send(one_c, f"<Контейнер>{attached('Выплата наличных денег', order.number, 'ПКО-1', '10.00')}</Контейнер>")
    run_jobs()

    assert "paid" not in sale.seen(order.order_id).facts
    assert "10.00" in IncomingDocument.objects.get().message
    assert [one.number for one in oms.papers(order_ids=[order.order_id])[order.order_id]] == ["ПКО-1"]


@pytest.mark.parametrize("word", ["Оплачено", "Проведен"])
def test_a_payment_that_did_not_happen_is_no_fact(one_c: OneC, order: OrderView, run_jobs: RunJobs, word: str) -> None:
    said = f"<ЗначениеРеквизита><Наименование>{word}</Наименование><Значение>false</Значение></ЗначениеРеквизита>"
    total = str(order.total.amount)

    send(one_c, f"<Контейнер>{attached('Выплата наличных денег', order.number, 'ПКО-1', total, said)}</Контейнер>")
    run_jobs()

    assert "paid" not in sale.seen(order.order_id).facts


def test_both_numbers_and_the_date_find_the_order(one_c: OneC, order: OrderView) -> None:
    send(one_c, document(order.number, said={"Номер по 1С": "СД00-000017", "Дата по 1С": "03.02.2026 10:20:30"}))

    seen = sale.seen(order.order_id)
    assert seen.erp_number == "СД00-000017"
    assert seen.erp_date is not None
    assert seen.erp_date.isoformat() == "2026-02-03T07:20:30+00:00"
    for text in (order.number, order.number.replace("-", ""), "СД00-000017", "сд00-000017", "03.02.2026"):
        assert [one.number for one in oms.find_orders(OrderFilter(text=text)).orders] == [order.number], text


def test_the_number_of_3_1_in_an_element_of_its_own_finds_the_order(one_c: OneC, order: OrderView) -> None:
    told = document(order.number).replace(
        "<ХозОперация>", "<Номер1С>СД00-000018</Номер1С><Дата1С>2026-02-03</Дата1С><ХозОперация>"
    )

    send(one_c, told)

    seen = sale.seen(order.order_id)
    assert (seen.erp_number, str(seen.erp_date)[:10]) == ("СД00-000018", "2026-02-02")  # midnight in Moscow
    assert [one.number for one in oms.find_orders(OrderFilter(text="СД00-000018")).orders] == [order.number]


def test_a_translated_interface_is_understood_by_the_node_s_own_words(one_c: OneC, order: OrderView) -> None:
    rules(requisite_names={"Номер за 1С": "Номер по 1С", "Скасовано": "Отменен"})

    send(one_c, document(order.number, said={"Номер за 1С": "ТД-1", "Скасовано": "true"}))

    seen = sale.seen(order.order_id)
    assert (seen.erp_number, seen.status) == ("ТД-1", "cancelled")


def stranger(number: str = "УТ-000042", warehouse: str = "store-a", contact: str = "+7 916 555-44-33") -> str:
    """A document of an order that was born in the ERP."""
    return (
        f"<Документ><Ид>guid-42</Ид><Номер>{number}</Номер><Дата>2026-01-02</Дата><ХозОперация>Заказ товара"
        "</ХозОперация><Роль>Продавец</Роль><Валюта>RUB</Валюта><Контрагенты><Контрагент><Ид>k1</Ид>"
        "<Наименование>Борис Котов</Наименование><Контакты><Контакт><Тип>Телефон мобильный</Тип>"
        f"<Значение>{contact}</Значение></Контакт></Контакты><Роль>Покупатель</Роль></Контрагент></Контрагенты>"
        f"<Склады><Склад><Ид>{warehouse}</Ид><Наименование>М</Наименование></Склад></Склады>"
        f"<Товары>{line('good-0', '2', '95.00')}</Товары></Документ>"
    )


def test_an_order_born_in_the_erp_is_ignored_and_counted(one_c: OneC, chain: sale.Chain) -> None:
    rules(strangers="ignore")

    assert send(one_c, stranger()) == "success"

    assert IncomingDocument.objects.get().state == State.IGNORED
    assert PackageWarning.objects.get(code="order_stranger").count == 1
    assert oms.find_orders(OrderFilter()).total_count == 0


def test_an_order_born_in_the_erp_becomes_ours_once_and_never_goes_back(
    one_c: OneC, chain: sale.Chain, run_jobs: RunJobs
) -> None:
    rules(strangers="create")

    assert send(one_c, stranger()) == "success"
    run_jobs()

    (made,) = oms.find_orders(OrderFilter()).orders
    assert (made.channel, made.contact.phone, made.total.amount) == ("operator", "+79165554433", Decimal("190.00"))
    assert (made.erp_id, made.erp_number) == ("guid-42", "УТ-000042")
    assert sale.free(chain) == (100, 2, 98)
    assert Export.objects.get().state == "adopted"
    one_c.checkauth("sale")
    assert made.number.encode() not in one_c.ask("type=sale&mode=query")

    said = (
        "<ЗначениеРеквизита><Наименование>Статус заказа</Наименование><Значение>Собран</Значение></ЗначениеРеквизита>"
    )
    end = f"<ЗначенияРеквизитов>{said}</ЗначенияРеквизитов></Документ>"
    send(one_c, stranger().replace("</Документ>", end))
    run_jobs()

    assert oms.find_orders(OrderFilter()).total_count == 1
    assert sale.seen(made.order_id).status == "ready"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"warehouse": "nowhere"}, "магазин"),
        ({"contact": "нет"}, "телефон"),
    ],
)
def test_an_order_that_cannot_be_made_waits_with_the_reason(
    one_c: OneC, chain: sale.Chain, changed: dict[str, str], why: str
) -> None:
    rules(strangers="create")

    send(one_c, stranger(**changed))

    row = IncomingDocument.objects.get()
    assert row.state == State.UNKNOWN_ORDER
    assert why in row.message
    assert oms.find_orders(OrderFilter()).total_count == 0


def test_people_s_data_are_not_kept_with_the_document(one_c: OneC, chain: sale.Chain) -> None:
    send(one_c, stranger())

    assert "Котов" not in str(IncomingDocument.objects.get().payload)


def test_history_is_not_poured_into_an_erp(one_c: OneC, order: OrderView, run_jobs: RunJobs) -> None:
    from datetime import timedelta

    Export.objects.all().delete()
    rules(orders_since=localdate() + timedelta(days=1))  # by the chain's own calendar, as the rule is
    with unit():
        oms.cancel(order_id=order.order_id, reason="передумал", actor=sale.OPERATOR)
    run_jobs()

    assert Export.objects.count() == 0


def test_the_first_day_queues_what_was_placed_since_oldest_first(
    one_c: OneC, chain: sale.Chain, run_jobs: RunJobs
) -> None:
    from datetime import timedelta

    from prilavok.base.clock import now
    from prilavok.partners.erp.actions.queue_order import queue_since

    numbers = [sale.place(chain, 1).number for _ in range(3)]
    run_jobs()
    Export.objects.all().delete()
    rules(orders_since=(now() - timedelta(days=1)).date())

    with unit():
        assert queue_since(Node.objects.get(code="erp.central").pk) == 3
        assert queue_since(Node.objects.get(code="erp.central").pk) == 0

    assert [row.number for row in Export.objects.order_by("id")] == numbers


def test_the_whole_file_is_understood_with_a_namespace(one_c: OneC, order: OrderView) -> None:
    body = make.root(document(order.number, said={"Номер по 1С": "ТД-3"}))
    body = body.replace(
        "<КоммерческаяИнформация ".encode(), '<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" '.encode()
    )
    one_c.checkauth("sale")
    one_c.init("sale")
    one_c.file("orders-1.xml", body, type_="sale")

    assert one_c.load("orders-1.xml", type_="sale") == "success"
    assert sale.seen(order.order_id).erp_number == "ТД-3"
