"""Nodes and small CommerceML files for tests."""

from decimal import Decimal

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.values import NodeDraft
from tests.remembered import remembered

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@remembered
def make_nodes(**central: object) -> None:
    """Two nodes with machine logins."""
    with unit():
        for login, password in (("central", "central-secret-1"), ("retail", "retail-secret-1")):
            accounts.set_machine_password(login, login, password, [Grant(role="exchange_node")])
        draft = {"code": "erp.central", "title": "Central 1C", "login": "central", "orders_out": True, **central}
        erp.ensure_node(NodeDraft(**draft))  # type: ignore[arg-type]
        erp.ensure_node(
            NodeDraft(code="erp.retail", title="Retail 1C", login="retail", kind="retail", namespace="erp.central")
        )


def root(*parts: str, version: str = "2.07") -> bytes:
    """A whole file."""
    inside = "".join(parts)
    return f'{HEAD}<КоммерческаяИнформация ВерсияСхемы="{version}">{inside}</КоммерческаяИнформация>'.encode()


def catalogue(*goods: str, changes: bool = False, classifier: str = "") -> bytes:
    """A file of goods."""
    inside = "".join(goods)
    return root(
        f"<Классификатор><Ид>c1</Ид><Наименование>К</Наименование>{classifier}</Классификатор>",
        f'<Каталог СодержитТолькоИзменения="{str(changes).lower()}"><Ид>c1</Ид><ИдКлассификатора>c1</ИдКлассификатора>'
        f"<Наименование>Каталог</Наименование><Товары>{inside}</Товары></Каталог>",
    )


def product(key: str, title: str = "", *, extra: str = "", attributes: str = "") -> str:
    """A Товар."""
    return f"<Товар{attributes}><Ид>{key}</Ид><Наименование>{title or 'Товар ' + key}</Наименование>{extra}</Товар>"


def offers(
    *inside: str, changes: bool = False, warehouses: str = "ab", types: str = "p", version: str = "2.07"
) -> bytes:
    """A file of offers that declares its price types and warehouses."""
    declared = "".join(
        f"<ТипЦены><Ид>{one}</Ид><Наименование>Цена {one}</Наименование><Валюта>RUB</Валюта></ТипЦены>" for one in types
    )
    places = "".join(f"<Склад><Ид>{one}</Ид><Наименование>Склад {one}</Наименование></Склад>" for one in warehouses)
    return root(
        f'<ПакетПредложений СодержитТолькоИзменения="{str(changes).lower()}"><Ид>c1#</Ид><ИдКаталога>c1</ИдКаталога>'
        f"<ТипыЦен>{declared}</ТипыЦен><Склады>{places}</Склады><Предложения>{''.join(inside)}</Предложения>"
        "</ПакетПредложений>",
        version=version,
    )


def offer(
    key: str, *, price: str | None = "100", stocks: dict[str, str] | None = None, total: str = "", extra: str = ""
) -> str:
    """A Предложение of the 2.0x kind."""
    cost = ""
    if price is not None:
        cost = (
            f"<Цены><Цена><ИдТипаЦены>p</ИдТипаЦены><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу><Валюта>руб.</Валюта></Цена>"
            "</Цены>"
        )
    places = "".join(
        f'<Склад ИдСклада="{place}" КоличествоНаСкладе="{quantity}"/>' for place, quantity in (stocks or {}).items()
    )
    count = f"<Количество>{total}</Количество>" if total else ""
    return (
        f"<Предложение><Ид>{key}</Ид><Наименование>Товар {key}</Наименование>{extra}{cost}{count}{places}</Предложение>"
    )


def available(key: str, warehouse: str, system: str = "erp.central") -> Decimal | None:
    """What is free of an offer at a warehouse; None when either is unknown."""
    from prilavok.goods.pim import api as pim
    from prilavok.goods.stock import api as stock

    variants = pim.variant_ids(system=system, external_ids=[key])
    places = stock.location_ids(system=system, external_ids=[warehouse])
    if not variants or not places:
        return None
    found = stock.availability(variant_ids=[variants[key]], location_ids=[places[warehouse]])
    balance = found[variants[key]].get(places[warehouse])
    return balance.available if balance else Decimal(0)


def price_of(key: str, system: str = "erp.central") -> Decimal | None:
    """What an offer costs; None when it is not for sale."""
    from prilavok.goods.pim import api as pim
    from prilavok.goods.pricing import api as pricing

    variants = pim.variant_ids(system=system, external_ids=[key])
    if not variants:
        return None
    tag = pricing.prices(variant_ids=[variants[key]]).get(variants[key])
    return tag.price.amount if tag else None
