"""A stock change in 1C until the product page shows it: seconds after the import call has returned.

The change goes through the exchange address as 1C sends it: a changes package with one offer and one store.
"""

import time
import urllib.request

from benchmarks import generate
from benchmarks.catalogue_import import Client
from benchmarks.generate import Made
from benchmarks.stack import Stack
from benchmarks.table import Table, percentile

ROUNDS = 15
LIMIT_S = 30


def measure(stack: Stack, table: Table, made: Made, rounds: int = ROUNDS) -> None:
    """Push a new quantity, ask the page until it shows it; after `catalogue_import.measure`."""
    address = _address(made)
    _page(f"{stack.pages}{address}")
    waits = []
    for number in range(rounds):
        quantity = 1013 + number * 7
        Client(stack.pages).send({"offers0_1.xml": lambda quantity=quantity: iter([_package(made, quantity)])})
        waits.append(_seen_after(f"{stack.pages}{address}", str(quantity)))
    worst = max(waits)
    table.add(
        "stock change in 1C -> product page",
        f"p50 {percentile(waits, 0.5):.2f} s, worst of {rounds} {worst:.2f} s",
        "< 2 s after the import",
        holds=worst < 2,
    )


def _seen_after(address: str, shown: str) -> float:
    began = time.perf_counter()
    while shown not in _page(address):
        if time.perf_counter() - began > LIMIT_S:
            break
        time.sleep(0.05)
    return time.perf_counter() - began


def _page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own loopback address
        text = str(answer.read().decode())
    return text.replace("\u00a0", "").replace("\u202f", "")


def _address(made: Made) -> str:
    from prilavok.goods.pim import api as pim

    ids = pim.product_ids(system="erp.bench", external_ids=[generate.key(made, "product", 0)])
    (product_id,) = ids.values()
    return f"/product/{pim.cards(product_ids=[product_id])[product_id].slug}/"


def _package(made: Made, quantity: int) -> bytes:
    own, product = generate.key(made, "catalogue", 0), generate.key(made, "product", 0)
    return (
        f'{generate.HEAD}{generate.ROOT}<ПакетПредложений СодержитТолькоИзменения="true"><Ид>{own}#</Ид>'
        f"<ИдКаталога>{own}</ИдКаталога><Предложения><Предложение><Ид>{product}</Ид>"
        f'<Склад ИдСклада="{generate.key(made, "store", 0)}" КоличествоНаСкладе="{quantity}"/>'
        "</Предложение></Предложения></ПакетПредложений></КоммерческаяИнформация>"
    ).encode()
