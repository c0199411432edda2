"""E-mail over SMTP: text and HTML of the same words, one message per recipient.

A mail server cannot be asked whether it has taken a message. After a doubt the message is therefore sent once more with
the same Message-ID, and mailboxes show it once. The conversation is short-lived: connect, hand over, quit.
"""

import smtplib
import ssl
import time
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from prilavok.base import journal
from prilavok.base.breaker import breaker_of
from prilavok.base.unit import refuse_unit, unit
from prilavok.foundation.messaging import rules, settings
from prilavok.foundation.messaging.adapters.parcel import Impossible, Later, Outcome, Parcel, Taken

FLOW: Final = "messaging.email"
TIMEOUT_S: Final = 6.0
DEFAULT_PORT: Final = 587


class Smtp:
    """The mail server named in the settings."""

    def rests_s(self) -> float:
        """For how long the server is left alone."""
        return breaker_of(f"smtp:{settings.SMTP}").rests_s()

    def find(self, parcel: Parcel) -> Outcome | None:
        """A mail server cannot be asked; the stable Message-ID makes the second copy harmless."""
        return None

    def send(self, parcel: Parcel) -> Outcome:
        """Hand one letter over."""
        refuse_unit()
        guard = breaker_of(f"smtp:{settings.SMTP}")
        if not guard.may_pass():
            return Later(reason=_("the mail server keeps failing and is left alone for half a minute"))
        try:
            letter = compose(parcel)
        except (ValueError, IndexError):
            return Impossible(reason=_("the address is wrong"))
        started = time.monotonic()
        outcome, has_answered = _hand_over(letter)
        guard.note(is_good=has_answered)
        _write_down(parcel, outcome, int((time.monotonic() - started) * 1000))
        return outcome


def compose(parcel: Parcel) -> EmailMessage:
    """The letter: headers, the text, and the same text as tidy HTML. Raises ValueError for a wrong address."""
    letter = EmailMessage()
    host = settings.MAIL_FROM.rpartition("@")[2]
    letter["From"] = Address(display_name=settings.CHAIN, addr_spec=settings.MAIL_FROM)
    letter["To"] = Address(addr_spec=parcel.to)
    letter["Subject"] = parcel.subject
    letter["Date"] = format_datetime(parcel.created_at)
    letter["Message-ID"] = f"<{parcel.own_id}.{rules.digest_of(parcel.key)}@{host}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = parcel.language
    letter.set_content(parcel.text + "\n")
    words = rules.as_letter(parcel.text, parcel.subject, settings.CHAIN)
    letter.add_alternative(render_to_string("messaging/mail.html", words), subtype="html")
    return letter


def _hand_over(letter: EmailMessage) -> tuple[Outcome, bool]:
    """What came of it, and whether the server answered at all: one full mailbox must not close the way for others."""
    is_handed = False
    try:
        with _connected() as server:
            is_handed = True
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()), (0, b""))
        return _refused(code, said), True
    except smtplib.SMTPAuthenticationError:
        return Later(reason=_("the mail server does not accept our login")), False
    except smtplib.SMTPSenderRefused:
        return Later(reason=_("the mail server does not accept our sender")), True
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code, error.smtp_error), True
    except (OSError, smtplib.SMTPException):
        return Later(reason=_("the mail server does not answer"), is_in_doubt=is_handed), False
    return Taken(reference=str(letter["Message-ID"])), True


def _connected() -> smtplib.SMTP:
    host, _, port = settings.SMTP.rpartition(":")
    host, number = (host, int(port)) if host else (settings.SMTP, DEFAULT_PORT)
    if settings.SMTP_SECURITY == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, number, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, number, timeout=TIMEOUT_S)
    try:
        if settings.SMTP_SECURITY == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.SMTP_LOGIN:
            server.login(settings.SMTP_LOGIN, settings.SMTP_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server


def _refused(code: int, said: bytes | str) -> Outcome:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    reason = _("the mail server refused: {words}").format(words=f"{code} {' '.join(words.split())[:200]}")
    return Impossible(reason=reason) if 500 <= code < 600 else Later(reason=reason)


def _write_down(parcel: Parcel, outcome: Outcome, took_ms: int) -> None:
    to = rules.masked(parcel.to)
    with unit():
        if isinstance(outcome, Taken):
            journal.record(
                flow=FLOW,
                subject=parcel.about,
                summary=f"SMTP {settings.SMTP}: {to}",
                took_ms=took_ms,
                detail={"to": to, "message_id": outcome.reference},
            )
        else:
            reason = getattr(outcome, "reason", "")
            journal.record(
                flow=FLOW,
                subject=parcel.about,
                summary=f"SMTP {settings.SMTP}: {to}: {reason}",
                outcome=journal.FAILED if isinstance(outcome, Later) else journal.WARNING,
                took_ms=took_ms,
                detail={"to": to},
            )
