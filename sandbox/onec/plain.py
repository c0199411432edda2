"""What CommerceML has no element for, as the site's plain formats: lines of JSON, the first a header.

A file's `sequence` is a counter of the base that only grows; the same receipt sent twice is the same record twice.
"""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from sandbox.chain.assembly import guid_of
from sandbox.onec import books, dealings
from sandbox.onec.bases import CENTRAL, Base
from sandbox.pages import local
from sandbox.state import Row, Store, now

ZONE: Final = "Europe/Moscow"
MOST_RECEIPTS: Final = 2000
MANY: Final = {"phone": "phones", "email": "emails", "card": "cards"}


def receipts_file(store: Store, base: Base, refs: Sequence[str], at: float) -> dict[str, bytes]:
    """Receipts by their numbers in the books."""
    rows = [store.row("SELECT * FROM till_receipt WHERE id = ?", (ref,)) for ref in refs]
    return _file(store, base, "receipts", (_receipt(store, row) for row in rows if row is not None), at)


def arrivals_file(store: Store, base: Base, _refs: Sequence[str], at: float) -> dict[str, bytes]:
    """Every arrival that is expected or has come: the whole picture, whatever has changed in it."""
    records = (
        {
            "document": row["document"],
            "variant": row["offer_id"],
            "location": row["warehouse_id"],
            "date": row["due_on"],
            "quantity": str(row["quantity"]),
            "state": row["state"],
        }
        for row in store.rows("SELECT * FROM arrival ORDER BY id")
    )
    return _file(store, base, "arrivals", records, at, full=True)


def rates_file(store: Store, base: Base, _refs: Sequence[str], at: float) -> dict[str, bytes]:
    """Every rate."""
    rows = store.rows("SELECT * FROM rate ORDER BY currency, since")
    records = ({"currency": r["currency"], "from": r["since"], "rate": r["rate"], "per": r["per"]} for r in rows)
    return _file(store, base, "rates", records, at)


def customers_file(store: Store, base: Base, refs: Sequence[str], at: float) -> dict[str, bytes]:
    """Cards that were corrected."""
    rows = [store.row("SELECT * FROM customer WHERE guid = ?", (ref,)) for ref in refs]
    return _file(store, base, "customers", (_customer(row) for row in rows if row is not None), at)


def keep_customers(store: Store, body: bytes) -> int:
    """Take the site's corrections; what is new here gets a card and goes back with its id. Returns how many."""
    lines = body.decode("utf-8-sig").splitlines()
    records = [json.loads(line) for line in lines[1:] if line.strip()]
    with store.writing() as db:
        for one in records:
            _keep(db, one)
    return len(records)


def keep_enrichment(store: Store, body: bytes) -> int:
    """Take what the site knows better of goods; a record with an id alone takes it back. Returns how many."""
    lines = body.decode("utf-8-sig").splitlines()
    records = [json.loads(line) for line in lines[1:] if line.strip()]
    with store.writing() as db:
        for one in records:
            db.execute("DELETE FROM enrichment WHERE goods_id = ?", (one["id"].lower(),))
            if len(one) > 1:
                sql = "INSERT INTO enrichment (goods_id, record, received_at) VALUES (?, ?, ?)"
                db.execute(sql, (one["id"].lower(), json.dumps(one, ensure_ascii=False), now()))
    return len(records)


def keep_prices(store: Store, body: bytes) -> int:
    """Take prices that the site has changed itself; 0 takes a price away. Nothing of it is registered: it is the site's
    word, not to be sent back. Prices of lots and of types that are not kept here are left. Returns how many."""
    lines = body.decode("utf-8-sig").splitlines()
    records = [json.loads(line) for line in lines[1:] if line.strip()]
    mine = [one for one in records if one.get("min_quantity", "1") == "1" and one.get("price_type_id")]
    with store.writing() as db:
        for one in mine:
            key = (one["id"].lower(), one["price_type_id"].lower())
            if one["price"] == "0":
                db.execute("DELETE FROM price WHERE lower(offer_id) = ? AND lower(type_id) = ?", key)
            else:
                sql = "UPDATE price SET amount = ? WHERE lower(offer_id) = ? AND lower(type_id) = ?"
                db.execute(sql, (one["price"], *key))
    return len(mine)


def enrichment_of(store: Store, goods_id: str) -> dict[str, Any]:
    """What the site has said better of goods; empty when nothing."""
    row = store.row("SELECT record FROM enrichment WHERE goods_id = ?", (goods_id.lower(),))
    return dict(json.loads(row["record"])) if row is not None else {}


def _keep(db: Any, one: dict[str, Any]) -> None:
    before = one.get("before", {})
    phones = [*before.get("phones", []), *one.get("phones", [])]
    known = db.execute(
        "SELECT * FROM customer WHERE guid = ? OR (site_id <> '' AND site_id = ?)",
        (one.get("id", ""), str(one["site_id"])),
    ).fetchone()
    for phone in phones if known is None else []:
        known = known or db.execute("SELECT * FROM customer WHERE phone = ?", (phone,)).fetchone()
    guid = guid_of("customer", f"site-{one['site_id']}") if known is None else known["guid"]
    if known is None:
        sql = "INSERT INTO customer (guid, name, phone, email, card, changed_at) VALUES (?, '', '', '', '', ?)"
        db.execute(sql, (guid, now()))
    fields = {"site_id": str(one["site_id"])}
    if "name" in one:
        fields["name"] = one["name"]
    for name, many in MANY.items():
        if many in one:
            fields[name] = (one[many] or [""])[0]
    sql = f"UPDATE customer SET {', '.join(f'{name} = ?' for name in fields)}, changed_at = ? WHERE guid = ?"  # noqa: S608
    db.execute(sql, (*fields.values(), now(), guid))
    if known is None or not known["site_id"]:
        books.register(db, CENTRAL.code, dealings.CUSTOMER, guid)


def _receipt(store: Store, row: Row) -> dict[str, Any]:
    lines = store.rows("SELECT * FROM till_line WHERE receipt_id = ? ORDER BY id", (row["id"],))
    found: dict[str, Any] = {
        **_key(row),
        "store": row["warehouse_id"],
        "kind": row["kind"],
        "at": local(row["at"]).replace(tzinfo=None).isoformat(timespec="seconds"),
        "lines": [
            {
                "variant": line["offer_id"],
                "title": line["title"],
                "barcode": line["barcode"],
                "quantity": str(line["quantity"]),
                "price": line["price"],
                "total": f"{Decimal(line['price']) * line['quantity']:.2f}",
            }
            for line in lines
        ],
        "total": row["total"],
        "payments": [{"kind": row["payment"], "amount": row["total"]}],
    }
    buyer = {name: row[name] for name in ("phone", "card") if row[name]}
    if buyer:
        found["buyer"] = buyer
    if row["return_of"]:
        sold = store.row("SELECT * FROM till_receipt WHERE id = ?", (row["return_of"],))
        if sold is not None:
            found["return_of"] = _key(sold)
    return found


def _key(row: Row) -> dict[str, Any]:
    return {"till": row["till"], "shift": row["shift"], "number": row["number"]}


def _customer(row: Row) -> dict[str, Any]:
    found = {
        "id": row["guid"],
        "name": row["name"],
        "phones": [row["phone"]] if row["phone"] else [],
        "emails": [row["email"]] if row["email"] else [],
        "cards": [row["card"]] if row["card"] else [],
    }
    return {**found, "site_id": row["site_id"]} if row["site_id"] else found


def _file(
    store: Store, base: Base, what: str, records: Iterable[dict[str, Any]], at: float, *, full: bool = False
) -> dict[str, bytes]:
    sequence = int(store.setting(f"base.{base.code}.sequence.{what}", 0)) + 1
    store.set_setting(f"base.{base.code}.sequence.{what}", sequence)
    header: dict[str, Any] = {"format": f"prilavok/{what}", "version": 1, "sequence": sequence, "timezone": ZONE}
    header |= {"created_at": local(at).isoformat(timespec="seconds"), **({"full": True} if full else {})}
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (header, *records)]
    return {f"{what}_{sequence}.jsonl": ("\n".join(lines) + "\n").encode()}
