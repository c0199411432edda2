"""Pure decisions of messaging: how a text is filled, how long to wait, how an address is masked."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from prilavok.foundation.messaging.values import Kind, Rendered

NAME: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
ALWAYS: Final = ("chain", "stop")
"""Names that every template may use: `chain` is the chain's name, `stop` the link that ends a refusable kind."""

REFUSABLE: Final = (Kind.GOODS, Kind.NEWS)
ONLY_AGREED: Final = (Kind.NEWS,)

PAUSES_S: Final = (5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
CHECKS_S: Final = (5, 20, 60, 300, 900, 3600, 4 * 3600, 12 * 3600)
VALID: Final = timedelta(days=2)
FORGOTTEN_AFTER: Final = timedelta(minutes=3)
HIDDEN: Final = "••••••"


def names_in(*texts: str) -> list[str]:
    """The names used in the texts, each once, in order."""
    return list(dict.fromkeys(name for text in texts for name in NAME.findall(text)))


def unknown_names(texts: Iterable[str], known: Iterable[str]) -> list[str]:
    """The names that the texts use and nobody will give."""
    allowed = {*known, *ALWAYS}
    return [name for name in names_in(*texts) if name not in allowed]


def fill(text: str, context: Mapping[str, str]) -> str:
    """The text with its {names} replaced; an unknown one stays visible, and nothing else is understood."""
    return NAME.sub(lambda found: str(context.get(found.group(1), found.group(0))), text)


def render(*, subject: str, body: str, context: Mapping[str, str]) -> Rendered:
    """The message's subject (one line) and text."""
    return Rendered(
        subject=" ".join(fill(subject, context).split()),
        text=fill(body, context).replace("\r\n", "\n").strip(),
        unknown=tuple(name for name in names_in(subject, body) if name not in context),
    )


def pause_s(tries: int) -> int:
    """Seconds to wait after so many failed tries: growing, at most an hour."""
    return PAUSES_S[min(max(tries, 1), len(PAUSES_S)) - 1]


def check_pause_s(checks: int) -> int | None:
    """Seconds until the delivery is asked about again; None when it is time to stop asking."""
    return CHECKS_S[checks] if checks < len(CHECKS_S) else None


def masked(address: str) -> str:
    """An address for journals and for those who may not see contacts: +7 916 ***-**-67, i***@mail.ru."""
    if "@" in address:
        name, _, host = address.partition("@")
        return f"{name[:1]}***@{host}"
    if len(address) < 7:
        return "***"
    return f"{address[:-7]}***{address[-2:]}" if len(address) < 10 else f"{address[:-7]}*****{address[-2:]}"


def sms_parts(text: str) -> int:
    """How many SMS the text costs: 70 characters with Cyrillic (67 each when joined), 160 and 153 without."""
    single, joined = (160, 153) if text.isascii() else (70, 67)
    length = len(text)
    return 1 if length <= single else -(-length // joined)


def digest_of(key: str) -> str:
    """A short lasting digest of a message's key, for its Message-ID."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def as_letter(text: str, subject: str, chain: str) -> dict[str, object]:
    """The text as the HTML letter's template wants it: paragraphs of lines, nothing marked safe."""
    paragraphs = [part.splitlines() for part in re.split(r"\n{2,}", text.strip())]
    return {"subject": subject, "chain": chain, "paragraphs": paragraphs}


def seconds(count: float) -> timedelta:
    """So many seconds as a span."""
    return timedelta(seconds=count)
