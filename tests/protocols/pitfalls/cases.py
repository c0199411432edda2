"""A case: packages sent one after another, and what must hold then."""

from collections.abc import Callable
from dataclasses import dataclass, field

from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import Node, PackageWarning
from prilavok.partners.erp.values import PackageFilter
from tests.protocols.client import OneC
from tests.protocols.make import catalogue, offers, product, root

GOODS = catalogue(product("g1"), product("g2"), product("g1#c1"))


@dataclass(frozen=True)
class Case:
    """Files sent one package after another, by a node of the profile given, and what must hold then."""

    number: str
    packages: tuple[dict[str, bytes], ...]
    holds: Callable[[], bool]
    warned: str = ""
    silent: str = ""
    profile: dict[str, object] = field(default_factory=dict)

    def prove(self, one_c: OneC) -> None:
        """Send everything and look."""
        if self.profile:
            Node.objects.filter(code="erp.central").update(**self.profile)
        for files in self.packages:
            assert set(one_c.send(files).values()) == {"success"}
        assert self.holds()
        if self.warned:
            assert PackageWarning.objects.filter(code=self.warned, count__gte=1).exists()
        if self.silent:
            assert not PackageWarning.objects.filter(code=self.silent).exists()


def one(
    number: str,
    *packages: dict[str, bytes],
    holds: Callable[[], bool],
    warned: str = "",
    silent: str = "",
    **profile: object,
) -> Case:
    """A case."""
    return Case(number=number, packages=packages, holds=holds, warned=warned, silent=silent, profile=profile)


def card(key: str = "g1") -> ProductCard:
    """The card of a product."""
    ids = pim.product_ids(system="erp.central", external_ids=[key])
    return pim.cards(product_ids=list(ids.values()))[ids[key]]


def goods(*inside: str, changes: bool = True, classifier: str = "") -> dict[str, bytes]:
    """A package of goods."""
    return {"import0_1.xml": catalogue(*inside, changes=changes, classifier=classifier)}


def sold(*inside: str, changes: bool = False, **more: str) -> dict[str, bytes]:
    """A package of offers."""
    return {"offers0_1.xml": offers(*inside, changes=changes, **more)}


def rests(key: str, **quantities: str) -> str:
    """An offer of 2.09 and 3.1 that tells stocks only."""
    places = "".join(
        f"<Остаток><Склад><Ид>{place}</Ид><Количество>{quantity}</Количество></Склад></Остаток>"
        for place, quantity in quantities.items()
    )
    return f"<Предложение><Ид>{key}</Ид><Остатки>{places}</Остатки></Предложение>"


def package(*inside: str, changes: bool = True, version: str = "3.1") -> dict[str, bytes]:
    """A package of offers without any lists, as of 3.1."""
    return {
        "rests.xml": root(
            f'<ПакетПредложений СодержитТолькоИзменения="{str(changes).lower()}"><Предложения>{"".join(inside)}'
            "</Предложения></ПакетПредложений>",
            version=version,
        )
    }


def quick(inside: str) -> dict[str, bytes]:
    """A package of quick changes."""
    return {
        "rests.xml": root(
            f"<ИзмененияПакетаПредложений><Предложения>{inside}</Предложения></ИзмененияПакетаПредложений>"
        )
    }


def written() -> int:
    """Rows that the last package really wrote."""
    counts = erp.packages(PackageFilter()).packages[0].counts
    return sum(numbers.get(name, 0) for numbers in counts.values() for name in ("created", "changed", "removed"))
