"""What goes wrong between the words of the protocol: faults inside, empty answers, files of others, repeats."""

import io
from typing import Any

import pytest
from django.db import DatabaseError, connection
from PIL import Image

from prilavok.goods.pim import api as pim
from prilavok.goods.pricing.models import PriceChange
from prilavok.partners.erp.models import IncomingDocument, PackageFile
from tests.jobs import RunJobs
from tests.protocols.client import OneC
from tests.protocols.make import catalogue, offer, product
from tests.protocols.pitfalls.cases import GOODS, card, goods, sold

MODES = [
    "type=catalog&mode=checkauth",
    "type=catalog&mode=init",
    "type=catalog&mode=file&filename=import0_1.xml",
    "type=catalog&mode=import&filename=import0_1.xml",
    "type=catalog&mode=complete",
    "type=catalog&mode=deactivate&timestamp=1",
    "type=sale&mode=query",
    "type=sale&mode=success",
    "type=sale&mode=info",
    "type=sale&mode=file&filename=orders.xml",
]


def _down(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise DatabaseError("connection already closed")


@pytest.mark.parametrize("query", MODES)
def test_p_02_a_fault_anywhere_is_a_failure_line_and_never_empty(one_c: OneC, query: str) -> None:
    one_c.checkauth("sale" if "sale" in query else "catalog")

    with connection.execute_wrapper(_down):
        answer = one_c.ask(query, GOODS if "file" in query else None, basic=True)

    word, _, sentence = answer.decode().partition("\n")
    assert word == "failure"
    assert sentence.startswith("На сайте произошла внутренняя ошибка")
    assert "closed" not in sentence


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_mode_takes_get_and_post(one_c: OneC, run_jobs: RunJobs, method: str) -> None:
    body = b"" if method == "POST" else None
    one_c.checkauth()

    assert one_c.ask("type=catalog&mode=init", body).startswith(b"zip=")
    assert one_c.file("import0_1.xml", GOODS) == b"success"
    assert one_c.ask("type=catalog&mode=import&filename=import0_1.xml", body).startswith(b"progress")
    run_jobs()
    assert one_c.ask("type=catalog&mode=import&filename=import0_1.xml", body) == b"success"
    assert one_c.ask("type=catalog&mode=complete", body) == b"success"
    one_c.checkauth("sale")
    assert one_c.ask("type=sale&mode=query", body).startswith(b"<?xml")
    assert one_c.ask("type=sale&mode=success", body) == b"success"
    assert one_c.ask("type=sale&mode=info", body).startswith(b"<?xml")


def test_p_05_basic_and_cookie_are_each_enough(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.with_basic, one_c.with_cookie = True, False
    assert one_c.init().startswith(b"zip=")
    one_c.with_basic, one_c.with_cookie = False, True
    assert one_c.init().startswith(b"zip=")
    one_c.with_cookie = False
    assert one_c.init().startswith(b"failure\n")


def test_p_18_a_file_of_another_session_is_not_there(one_c: OneC, run_jobs: RunJobs) -> None:
    one_c.send({"import0_1.xml": GOODS})

    one_c.checkauth()
    one_c.init()

    assert one_c.load("import0_1.xml").startswith("failure\nФайл import0_1.xml не был получен")


def test_p_19_documents_are_read_once_whatever_is_asked(one_c: OneC, run_jobs: RunJobs) -> None:
    order = (
        "<Документ><Ид>f1</Ид><Номер>9-9</Номер><ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль></Документ>"
    )
    content = f"<КоммерческаяИнформация ВерсияСхемы='2.04'>{order}</КоммерческаяИнформация>".encode()
    for _ in range(2):
        one_c.checkauth("sale")
        one_c.init("sale")
        one_c.file("orders.xml", content, type_="sale")
        for _ in range(2):
            assert one_c.load("orders.xml", type_="sale") == "success"

    assert IncomingDocument.objects.count() <= 2
    assert len({row.content_digest for row in IncomingDocument.objects.all()}) == 1


def test_p_31_a_full_export_without_a_single_picture_keeps_them_all(one_c: OneC) -> None:
    held = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(held, "JPEG")
    named = "<Картинка>import_files/ab/1.jpg</Картинка>"
    one_c.send({"import0_1.xml": catalogue(product("g1", extra=named)), "import_files/ab/1.jpg": held.getvalue()})

    one_c.send(goods(product("g1", "Без картинок"), product("g2"), changes=False))

    assert (card().title, len(card().images)) == ("Без картинок", 1)


def test_p_41_thousands_of_values_of_one_property_are_no_more_questions(one_c: OneC) -> None:
    def asked(count: int) -> int:
        inside = "".join(
            f"<Справочник><ИдЗначения>v{number}</ИдЗначения><Значение>Значение {number} из {count}</Значение>"
            "</Справочник>"
            for number in range(count)
        )
        prop = (
            f"<Свойства><Свойство><Ид>p1</Ид><Наименование>Модель</Наименование><ВариантыЗначений>{inside}"
            "</ВариантыЗначений></Свойство></Свойства>"
        )
        seen: list[str] = []
        with connection.execute_wrapper(_counting(seen)):
            assert one_c.send(goods(classifier=prop)) == {"import0_1.xml": "success"}
        return len(seen)

    few, many = asked(20), asked(9_230)

    assert many <= few + 25
    value = (
        "<ЗначенияСвойств><ЗначенияСвойства><Ид>p1</Ид><Значение>v9229</Значение></ЗначенияСвойства></ЗначенияСвойств>"
    )
    one_c.send(goods(product("g1", extra=value)))
    assert card().attributes == (("Модель", "Значение 9229 из 9230"),)


def _counting(seen: list[str]) -> Any:
    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    return count


def test_p_10_the_same_portion_again_writes_nothing_and_keeps_the_history_clean(one_c: OneC) -> None:
    for _ in range(2):
        one_c.send(goods(product("g1"), changes=False))
        one_c.send(sold(offer("g1", price="10")))

    assert PriceChange.objects.count() == 1
    assert len(pim.all_product_ids()) == 1


def test_p_11_what_an_aborted_run_left_does_not_stick_to_the_next(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.init()
    one_c.file("import0_1.xml", GOODS[:200])
    one_c.checkauth()
    one_c.init()
    assert one_c.file("import0_1.xml", GOODS, limit=100) == b"success"

    assert one_c.load("import0_1.xml") == "success"
    assert PackageFile.objects.filter(state="done").get().size == len(GOODS)
