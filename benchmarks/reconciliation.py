"""Reconciliation of a whole chain: millions of balances beside a picture of the ERP, with drift of every cause seeded.

The chain is written by statements, because how it came is measured elsewhere. The picture is sent as an ERP sends it,
as a plain file to the exchange address; the time runs from its first byte to the last difference with its cause.
"""

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from benchmarks import generate
from benchmarks.catalogue_import import LOGIN, PASSWORD, Client, _pieces
from benchmarks.stack import Stack
from benchmarks.table import Table

VARIANTS: Final = int(os.environ.get("BENCH_VARIANTS", "50000"))
STORES: Final = int(os.environ.get("BENCH_STORES", "100"))
SEEDED: Final = 20
CODE: Final = "erp.bench"
BALANCES: Final = """
INSERT INTO stock_balance (variant_id, location_id, on_hand, reserved, available, said_at)
SELECT v.id, l.id, (v.n * 31 + l.n * 7) %% 40 + 1, 0, (v.n * 31 + l.n * 7) %% 40 + 1, now() - interval '1 hour'
FROM unnest(%s::bigint[]) WITH ORDINALITY AS v (id, n) CROSS JOIN unnest(%s::bigint[]) WITH ORDINALITY AS l (id, n)
WHERE v.n BETWEEN %s AND %s
"""
LEDGER: Final = """
INSERT INTO stock_movement (at, variant_id, location_id, kind, on_hand_delta, reserved_delta, on_hand_after,
                            reserved_after, said, source)
SELECT now() - interval '1 hour', variant_id, location_id, 'snapshot', on_hand, 0, on_hand, 0, on_hand, %s
FROM stock_balance WHERE variant_id BETWEEN %s AND %s
"""
PIECE: Final = 2500


@dataclass
class Chain:
    """Our ids in the order of the ERP's, what the picture says otherwise, and which cause each of that must get."""

    variants: list[int]
    places: list[int]
    said: dict[tuple[int, int], int | None] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    causes: dict[str, str] = field(default_factory=dict)
    strange: list[dict[str, Any]] = field(default_factory=list)

    def figure(self, v: int, s: int) -> int:
        """What both sides agreed on: variants and stores are counted from zero."""
        return ((v + 1) * 31 + (s + 1) * 7) % 40 + 1

    def key(self, v: int, s: int) -> str:
        """The name of a difference."""
        return f"{self.variants[v]}:{self.places[s]}"


def measure(stack: Stack, table: Table) -> None:
    """Make the chain, drift it, send the picture, look at every difference."""
    stack.setup_django()
    chain = _chain()
    as_of = _drift(stack, chain)
    began = time.perf_counter()
    run = _send(stack, chain, as_of)
    took = time.perf_counter() - began
    wrong = _wrong(run, chain)
    name = f"{VARIANTS * STORES:,} balances beside a picture"
    table.add(name, f"{took:.0f} s, comparing {run.took_ms / 1000:.0f} s of them", "< 120 s", holds=took < 120)
    found = f"{len(chain.causes) - len(wrong)} of {len(chain.causes)}"
    table.add("seeded differences found with their causes", found, "all, and no others", holds=not wrong)
    for line in wrong[:10]:
        print(line, flush=True)


def _chain() -> Chain:
    from django.db import connection

    from prilavok.base.unit import unit
    from prilavok.foundation.accounts import api as accounts
    from prilavok.foundation.accounts.values import Grant
    from prilavok.goods.pim import api as pim
    from prilavok.goods.pim.values import ProductDraft, VariantDraft
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import LocationDraft
    from prilavok.partners.erp import api as erp
    from prilavok.partners.erp.values import NodeDraft

    with unit():
        accounts.set_machine_password(LOGIN, LOGIN, PASSWORD, [Grant(role="exchange_node")])
        erp.ensure_node(NodeDraft(code=CODE, title="База", login=LOGIN, orders_out=True, stock_meaning="free"))
        places = [f"store-{number}" for number in range(STORES)]
        drafts = [LocationDraft(external_id=one, title=f"Магазин {one}") for one in places]
        stock.upsert_locations(system=CODE, drafts=drafts)
    names = [f"goods-{number}" for number in range(VARIANTS)]
    for start in range(0, VARIANTS, PIECE):
        piece = names[start : start + PIECE]
        with unit():
            pim.upsert_products(system=CODE, drafts=[ProductDraft(external_id=one, title=one) for one in piece])
            pim.upsert_variants(
                system=CODE, drafts=[VariantDraft(external_id=one, product_external_id=one) for one in piece]
            )
    found = pim.variant_ids(system=CODE, external_ids=names)
    known = stock.location_ids(system=CODE, external_ids=places)
    chain = Chain([int(found[one]) for one in names], [int(known[one]) for one in places])
    with connection.cursor() as cursor:
        for start in range(1, VARIANTS + 1, PIECE):
            ends = start, start + PIECE - 1
            cursor.execute(BALANCES, [chain.variants, chain.places, *ends])
        ordered = sorted(chain.variants)
        for start in range(0, VARIANTS, PIECE):
            ids = ordered[start : start + PIECE]
            cursor.execute(LEDGER, [f"{CODE}:1", ids[0], ids[-1]])
        cursor.execute("ANALYZE stock_balance, stock_movement")
    return chain


def _drift(stack: Stack, chain: Chain) -> datetime:
    """Seed differences of every cause; returns the moment the picture is of."""
    spread = max(1, VARIANTS // (12 * SEEDED))
    turn = iter(range(0, VARIANTS, spread))

    def some() -> list[tuple[int, int]]:
        return [(next(turn), number % STORES) for number in range(SEEDED)]

    def expect(cause: str, pairs: Sequence[tuple[int, int]]) -> None:
        chain.causes |= {chain.key(*pair): cause for pair in pairs}

    changed_here, both = some(), some()
    _say(chain, [*changed_here, *both], 3, "table:1")
    expect("changed_here", changed_here)
    chain.said |= {pair: chain.figure(*pair) + 7 for pair in both}
    expect("both_changed", both)
    sent, known = some(), some()
    _hold(chain, sent, known)
    chain.said |= {pair: chain.figure(*pair) - 1 for pair in sent}
    expect("unconfirmed", sent)
    expect("reserved_too", known)
    sold = some()
    _sell(chain, sold)
    chain.said |= {pair: chain.figure(*pair) - 2 for pair in sold}
    expect("till_unsynced", sold)
    gone = [v for v, _ in some()]
    chain.left_out |= set(gone)
    expect("missing_there", [(v, s) for v in gone for s in range(STORES)])
    here = some()
    _remove(chain, here)
    expect("missing_here", here)
    chain.strange = [{"variant": f"strange-{number}", "stocks": {"store-0": "3"}} for number in range(SEEDED)]
    chain.causes |= {f"?goods:strange-{number}": "unmapped" for number in range(SEEDED)}
    lost, late = some(), some()
    chain.said |= {pair: chain.figure(*pair) + 11 for pair in lost}
    expect("unexplained", lost)
    as_of = _now()
    _say(chain, late, 5, f"{CODE}:2")
    expect("late", late)
    other = next(turn)
    _package(stack, chain, other)
    return as_of


def _now() -> datetime:
    from prilavok.base.clock import database_now

    time.sleep(0.5)
    at = database_now()
    time.sleep(0.5)
    return at.astimezone(UTC)


def _say(chain: Chain, pairs: Sequence[tuple[int, int]], more: int, source: str) -> None:
    from prilavok.base.unit import unit
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import SnapshotRow

    rows = [
        SnapshotRow(
            variant_id=chain.variants[v], location_id=chain.places[s], quantity=Decimal(chain.figure(v, s) + more)
        )
        for v, s in pairs
    ]
    with unit():
        stock.apply_snapshot(source=source, rows=rows, meaning="physical")


def _hold(chain: Chain, sent: Sequence[tuple[int, int]], known: Sequence[tuple[int, int]]) -> None:
    """Orders hold a piece each: some were told and are not confirmed, others the node knows and does not reserve."""
    from prilavok.base.clock import database_now
    from prilavok.base.unit import unit
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import VariantId, Want
    from prilavok.partners.erp.models import Export, Node, SentDocument, Session

    node, at = Node.objects.get(code=CODE), database_now()
    session = Session.objects.create(
        node=node, type="sale", token_digest="b" * 64, credential_digest="", created_at=at, last_seen_at=at
    )
    for order_id, (v, s) in enumerate([*sent, *known], 1_000_000):
        with unit():
            stock.reserve(
                order_id=order_id,
                number=f"B{order_id}",
                location_id=chain.places[s],
                wants=[Want(variant_id=VariantId(chain.variants[v]), quantity=Decimal(1))],
                hold_for_s=None,
            )
            if (v, s) in known:
                stock.tell_known(order_ids=[order_id], what="reserved")
                continue
            export = Export.objects.create(node=node, order_id=order_id, number=f"B{order_id}", sent_revision=1)
            SentDocument.objects.create(session=session, export=export, revision=1, tells="reserved", sent_at=at)


def _sell(chain: Chain, pairs: Sequence[tuple[int, int]]) -> None:
    from prilavok.base.clock import database_now
    from prilavok.base.money import Money
    from prilavok.base.unit import unit
    from prilavok.trade.receipts import api as receipts
    from prilavok.trade.receipts.values import ReceiptDraft, ReceiptKey, ReceiptLine

    drafts = [
        ReceiptDraft(
            key=ReceiptKey(location_id=chain.places[s], till="1", shift=1, number=str(number)),
            revision=1,
            kind="sale",
            at=database_now(),
            zone="Europe/Moscow",
            lines=(
                ReceiptLine(
                    title="Товар",
                    variant_id=chain.variants[v],
                    external_id=f"goods-{v}",
                    quantity=Decimal(2),
                    price=Decimal(10),
                    discount=Decimal(0),
                    total=Decimal(20),
                ),
            ),
            total=Money(Decimal(20)),
        )
        for number, (v, s) in enumerate(pairs)
    ]
    with unit():
        receipts.take_receipts(source=CODE, drafts=drafts)


def _remove(chain: Chain, pairs: Sequence[tuple[int, int]]) -> None:
    """As if these had never come; the ledger forgets nothing, so its trigger stands aside for the seeding."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for v, s in pairs:
            pair = [chain.variants[v], chain.places[s]]
            cursor.execute("DELETE FROM stock_movement WHERE variant_id = %s AND location_id = %s", pair)
            cursor.execute("DELETE FROM stock_balance WHERE variant_id = %s AND location_id = %s", pair)
        cursor.execute("SET session_replication_role = origin")


def _package(stack: Stack, chain: Chain, v: int) -> None:
    """A package of stocks after the picture, so that what it does not tell is lost and not late."""
    body = (
        f'{generate.HEAD}{generate.ROOT}<ПакетПредложений СодержитТолькоИзменения="true"><Ид>c#</Ид><ИдКаталога>c'
        f"</ИдКаталога><Предложения><Предложение><Ид>goods-{v}</Ид>"
        f'<Склад ИдСклада="store-0" КоличествоНаСкладе="{chain.figure(v, 0)}"/></Предложение></Предложения>'
        "</ПакетПредложений></КоммерческаяИнформация>"
    )
    Client(stack.pages).send({"rests0_1.xml": lambda: iter([body.encode()])})


def _picture(chain: Chain, as_of: datetime) -> Iterator[bytes]:
    count = VARIANTS - len(chain.left_out) + len(chain.strange)
    head = {"format": "prilavok/reconcile-stocks", "version": 1, "sequence": 1, "full": True, "count": count}
    yield json.dumps({**head, "created_at": as_of.isoformat()}).encode() + b"\n"
    for v in range(VARIANTS):
        if v in chain.left_out:
            continue
        told = ",".join(f'"store-{s}":"{chain.said.get((v, s), chain.figure(v, s))}"' for s in range(STORES))
        yield f'{{"variant":"goods-{v}","stocks":{{{told}}}}}\n'.encode()
    for one in chain.strange:
        yield json.dumps(one).encode() + b"\n"


def _send(stack: Stack, chain: Chain, as_of: datetime) -> Any:
    from prilavok.partners.erp.models import Reconciliation

    client = Client(stack.pages)
    lines = client.ask("type=reconciliation&mode=checkauth").split("\n")
    client.cookie = f"{lines[1]}={lines[2]}"
    client.ask("type=reconciliation&mode=init")
    for piece in _pieces(_picture(chain, as_of)):
        answer = client.ask("type=reconciliation&mode=file&filename=stocks.jsonl", piece)
        if answer != "success":
            raise SystemExit(answer)
    while (answer := client.ask("type=reconciliation&mode=import&filename=stocks.jsonl")).startswith("progress"):
        pass
    if not answer.startswith("success"):
        raise SystemExit(answer)
    while (run := Reconciliation.objects.latest("pk")).state not in ("done", "failed"):
        time.sleep(0.2)
    if run.state == "failed":
        raise SystemExit(run.error)
    return run


def _wrong(run: Any, chain: Chain) -> list[str]:
    from prilavok.partners.erp.models import Difference

    found = dict(Difference.objects.filter(run=run).values_list("key", "cause"))
    keys = chain.causes.keys() | found.keys()
    return [
        f"{key}: {found.get(key)} instead of {chain.causes.get(key)}"
        for key in sorted(keys)
        if found.get(key) != chain.causes.get(key)
    ]
