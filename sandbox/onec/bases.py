"""The two 1C bases of the chain and how each talks to the site."""

import os
from dataclasses import dataclass
from typing import Final

from sandbox.onec.client import BITRIX, CLOUD, STOCK
from sandbox.state import Store

DIALECTS: Final = {
    "A 2.07": (STOCK, "2.07", "«Обмен с сайтом», CommerceML 2.07"),
    "A 2.08": (STOCK, "2.08", "«Обмен с сайтом», CommerceML 2.08"),
    "B 2.09": (BITRIX, "2.09", "модуль 1С-Битрикс, CommerceML 2.09"),
    "B 3.1": (BITRIX, "3.1", "модуль 1С-Битрикс, CommerceML 3.1"),
    "C 2.04": (CLOUD, "2.04", "облако, как МойСклад, CommerceML 2.04"),
}


@dataclass(frozen=True)
class Base:
    """One 1C base: which data it owns and its default dialect. The password comes from the environment."""

    code: str
    title: str
    about: str
    login: str
    secret: str
    dialect: str
    has_catalogue: bool
    has_stock: bool
    has_orders: bool
    works_on_orders: bool = True

    @property
    def password(self) -> str:
        """Password of the exchange node."""
        return os.environ.get(f"PRILAVOK_1C_{self.code.upper()}_PASSWORD", self.secret)


CENTRAL: Final = Base(
    "central",
    "1С: центральная база",
    "Каталог, цены, поступления, клиенты и заказы сайта",
    "1c-central",
    "central-demo-1c",
    "A 2.07",
    has_catalogue=True,
    has_stock=False,
    has_orders=True,
)
RETAIL: Final = Base(
    "retail",
    "1С: розница",
    "Остатки магазинов и склада, чеки касс, статусы заказов",
    "1c-retail",
    "retail-demo-1c",
    "B 2.09",
    has_catalogue=False,
    has_stock=True,
    has_orders=False,
)
BASES: Final = {CENTRAL.code: CENTRAL, RETAIL.code: RETAIL}


def dialect_of(store: Store, base: Base) -> tuple[str, str]:
    """(family, version) the base speaks now."""
    family, version, _ = DIALECTS[store.setting(f"base.{base.code}.dialect", base.dialect)]
    return family, version


def exchange_url() -> str:
    """The platform's exchange address."""
    return os.environ.get("PRILAVOK_EXCHANGE_URL", "http://127.0.0.1:8000/1c/exchange/")
