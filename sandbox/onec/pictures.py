"""Whole pictures for the site: every stock, price, order, receipt of a base, nightly and on request.

The site asks by a line that the base fetches; a document that is asked for again is registered for the usual exchange.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

from sandbox.onec import books, dealings
from sandbox.onec.bases import CENTRAL, RETAIL, Base
from sandbox.onec.exports import Run
from sandbox.onec.plain import ZONE
from sandbox.pages import local
from sandbox.state import Row, Store

PICTURED: Final = {CENTRAL.code: ("prices", "orders"), RETAIL.code: ("stocks", "receipts")}


def send(run: Run) -> str:
    """A picture of everything the base owns, a package of its own."""
    files: dict[str, bytes] = {}
    counted = []
    for kind in PICTURED[run.base.code]:
        records = list(_MAKERS[kind](run.store))
        files |= _file(run.store, run.base, kind, records, run.clock)
        counted.append(f"{kind} {len(records)}")
    run.client.push(files, "reconciliation")
    return ", ".join(counted)


def answer(run: Run) -> str:
    """What the site asks for: a picture is sent at once, documents go by the usual exchange."""
    asked: list[dict[str, Any]] = []
    run.client.pull_requests(lambda body: asked.extend(json.loads(one) for one in body.splitlines()[1:]))
    for one in asked:
        _register(run.store, one)
    if any(one["ask"] == "picture" for one in asked):
        return f"запросов {len(asked)}; снимок: {send(run)}"
    return f"запросов {len(asked)}"


def _register(store: Store, one: dict[str, Any]) -> None:
    with store.writing() as db:
        if one["ask"] == "order":
            books.register(db, CENTRAL.code, books.ORDER, one["number"])
        elif one["ask"] == "receipt":
            found = db.execute(
                "SELECT id FROM till_receipt WHERE warehouse_id = ? AND till = ? AND shift = ? AND number = ?",
                (one["store"], str(one["till"]), one["shift"], int(one["number"])),
            ).fetchone()
            if found is not None:
                books.register(db, RETAIL.code, dealings.RECEIPT, str(found["id"]))


def _stocks(store: Store) -> Iterable[dict[str, Any]]:
    by_offer: dict[str, dict[str, str]] = {}
    for row in store.rows("SELECT offer_id, warehouse_id, quantity FROM stock"):
        by_offer.setdefault(row["offer_id"], {})[row["warehouse_id"]] = str(row["quantity"])
    return [{"variant": offer, "stocks": stocks} for offer, stocks in by_offer.items()]


def _prices(store: Store) -> Iterable[dict[str, Any]]:
    by_offer: dict[str, list[dict[str, str]]] = {}
    for row in store.rows("SELECT offer_id, type_id, amount FROM price"):
        by_offer.setdefault(row["offer_id"], []).append({"type": row["type_id"], "price": row["amount"]})
    return [{"variant": offer, "prices": prices} for offer, prices in by_offer.items()]


def _orders(store: Store) -> Iterable[dict[str, Any]]:
    for row in store.rows("SELECT * FROM site_order ORDER BY received_at, number"):
        lines = store.rows(
            "SELECT * FROM order_line WHERE number = ? AND is_service = 0 ORDER BY line", (row["number"],)
        )
        yield {
            "number": row["number"],
            "id": row["guid"],
            "erp_number": row["erp_number"],
            "status": row["status"],
            "total": row["total"],
            "is_paid": bool(row["paid_at"]),
            "is_shipped": bool(row["shipped_at"]),
            "is_cancelled": bool(row["is_cancelled"]),
            "lines": [
                {"variant": one["offer_id"], "quantity": one["quantity"], "price": one["price"]} for one in lines
            ],
        }


def _receipts(store: Store) -> Iterable[dict[str, Any]]:
    return [_receipt(row) for row in store.rows("SELECT * FROM till_receipt ORDER BY id")]


def _receipt(row: Row) -> dict[str, Any]:
    return {
        "store": row["warehouse_id"],
        "till": row["till"],
        "shift": row["shift"],
        "number": row["number"],
        "kind": row["kind"],
        "at": local(row["at"]).replace(tzinfo=None).isoformat(timespec="seconds"),
        "total": row["total"],
    }


_MAKERS: Final = {"stocks": _stocks, "prices": _prices, "orders": _orders, "receipts": _receipts}


def _file(store: Store, base: Base, kind: str, records: list[dict[str, Any]], at: float) -> dict[str, bytes]:
    sequence = int(store.setting(f"base.{base.code}.sequence.picture.{kind}", 0)) + 1
    store.set_setting(f"base.{base.code}.sequence.picture.{kind}", sequence)
    header: dict[str, Any] = {
        "format": f"prilavok/reconcile-{kind}",
        "version": 1,
        "sequence": sequence,
        "timezone": ZONE,
        "full": True,
        "count": len(records),
        "created_at": local(at).isoformat(timespec="milliseconds"),
    }
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (header, *records)]
    return {f"reconcile-{kind}_{sequence}.jsonl": ("\n".join(lines) + "\n").encode()}
