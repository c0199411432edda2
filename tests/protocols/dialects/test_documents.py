"""Documents as clouds and old bases write them: what stands inside a line is not said of the order."""

from decimal import Decimal
from io import BytesIO

from prilavok.base.xml import elements
from prilavok.partners.erp.dialects.orders_in import DocumentIn, LineIn, document
from prilavok.partners.erp.notes import Notes

REQUISITE = (
    "<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>{}</Наименование><Значение>{}</Значение></ЗначениеРеквизита>"
    "</ЗначенияРеквизитов>"
)
MOYSKLAD = (
    "<КоммерческаяИнформация ВерсияСхемы='2.04'><Документ><Ид>1042-7</Ид><Номер>1042-7</Номер><Дата>2026-03-08</Дата>"
    "<ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Товары><Товар><Ид>G1#C1</Ид>"
    "<ЦенаЗаЕдиницу>231.7400</ЦенаЗаЕдиницу><Количество>5.0000</Количество>"
    + REQUISITE.format("Отменен", "true")
    + "</Товар>"
    "</Товары>" + REQUISITE.format("Статус заказа", "Отгружен") + "</Документ></КоммерческаяИнформация>"
)


def read(text: str) -> DocumentIn:
    """The only document of a file."""
    (found,) = [document(one, Notes()) for one in elements(BytesIO(text.encode()), {"Документ"})]
    assert found is not None
    return found


def test_p_70_requisites_of_a_line_are_not_those_of_the_document() -> None:
    assert list(read(MOYSKLAD).said.values()) == ["Отгружен"]


def test_p_85_quantities_and_prices_with_four_decimals() -> None:
    assert read(MOYSKLAD).lines == (LineIn(external_id="G1#C1", quantity=Decimal(5), price=Decimal("231.74")),)
