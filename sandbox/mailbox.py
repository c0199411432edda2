"""The mail server of every buyer in the demo: takes all mail over real SMTP and shows it in the browser.

Like real mail systems it keeps one copy of a Message-ID for a recipient, but it counts every delivery, so a test sees
that a letter was handed over twice.
"""

import asyncio
import email
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.faults import CUT, ERROR, GARBAGE, SLOW, SLOW_S, fault_of
from sandbox.state import Row, Store, now

LIMIT_BYTES: Final = 20 * 1024 * 1024


class Sink:
    """The aiosmtpd handler that keeps what arrives."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = await asyncio.to_thread(fault_of, self.store, "mail")
        if fault == SLOW:
            await asyncio.sleep(SLOW_S)
        if fault == ERROR:
            return "451 4.3.0 Requested action aborted: local error in processing"
        if fault == GARBAGE:
            return "999 ???"
        await asyncio.to_thread(keep, self.store, envelope)
        if fault == CUT and isinstance(server.transport, asyncio.WriteTransport):
            # The letter is kept, the answer is lost: the sender cannot know and will send again.
            server.transport.abort()
        return "250 2.0.0 Ok: queued"


def keep(store: Store, envelope: Envelope) -> None:
    """Store a letter for each recipient; a Message-ID seen before only counts one more delivery."""
    content = envelope.content or b""
    raw = content if isinstance(content, bytes) else content.encode()
    letter = email.message_from_bytes(raw, policy=modern)
    message_id = str(letter["Message-ID"] or f"<no-id-{now()}@sandbox>").strip()
    with store.writing() as db:
        for recipient in envelope.rcpt_tos:
            db.execute(
                """INSERT INTO mail (message_id, recipient, sender, subject, raw, arrived_at) VALUES (?, ?, ?, ?, ?, ?)
                   ON CONFLICT (message_id, recipient) DO UPDATE SET deliveries = deliveries + 1""",
                (message_id, recipient.lower(), str(letter["From"] or ""), str(letter["Subject"] or ""), raw, now()),
            )


def start(store: Store, host: str, port: int) -> Controller:
    """Start the SMTP server in its own thread; stop it by its `stop()`."""
    controller = Controller(
        Sink(store), hostname=host, port=port, ident="Prilavok sandbox", data_size_limit=LIMIT_BYTES, ready_timeout=10
    )
    controller.start()
    return controller


def letters(store: Store, recipient: str = "", limit: int = 200) -> list[Row]:
    """Letters, the latest first, of one recipient or of all."""
    columns = "id, message_id, recipient, sender, subject, arrived_at, deliveries, is_read"
    if recipient:
        sql = f"SELECT {columns} FROM mail WHERE recipient = ? ORDER BY id DESC LIMIT ?"  # noqa: S608 - constant
        return store.rows(sql, (recipient.lower(), limit))
    return store.rows(f"SELECT {columns} FROM mail ORDER BY id DESC LIMIT ?", (limit,))  # noqa: S608 - constant


def letter(store: Store, mail_id: int) -> dict[str, Any] | None:
    """One letter with its bodies and headers."""
    found = store.row("SELECT * FROM mail WHERE id = ?", (mail_id,))
    if found is None:
        return None
    parsed = email.message_from_bytes(found["raw"], policy=modern)
    return {
        "id": found["id"],
        "message_id": found["message_id"],
        "recipient": found["recipient"],
        "sender": found["sender"],
        "subject": found["subject"],
        "arrived_at": found["arrived_at"],
        "deliveries": found["deliveries"],
        "text": _body(parsed, "plain"),
        "html": _body(parsed, "html"),
        "headers": [(name, str(value)) for name, value in parsed.items()],
    }


def _body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        return ""
