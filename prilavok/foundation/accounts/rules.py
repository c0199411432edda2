"""Pure decisions of accounts: limits, networks, contacts, logins."""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final


@dataclass(frozen=True)
class Limit:
    """At most `tries` within any `window_s` seconds."""

    tries: int
    window_s: int

    @property
    def minutes(self) -> int:
        """The window in whole minutes, for people."""
        return max(1, self.window_s // 60)


PASSWORD_BY_ACCOUNT: Final = Limit(10, 15 * 60)
PASSWORD_BY_NETWORK: Final = Limit(50, 15 * 60)
MACHINE_BY_ACCOUNT: Final = Limit(10, 15 * 60)
CODE_BY_CONTACT: Final = Limit(10, 15 * 60)
CODE_BY_NETWORK: Final = Limit(50, 15 * 60)
SENDING_BY_CONTACT: Final = Limit(5, 3600)
SENDING_WINDOW_S: Final = 24 * 3600
PASSKEY_BY_NETWORK: Final = Limit(60, 15 * 60)

CODE_LIFE_S: Final = 600
CODE_DIGITS: Final = 6
PASSWORD_LENGTH: Final = 8
USERNAME = re.compile(r"[\w.-]{2,60}")
PHONE = re.compile(r"\+[1-9]\d{7,14}")
EMAIL = re.compile(r"[^@\s<>\"',;:\\()]{1,64}@[^@\s<>\"',;:\\()]+\.[^@\s<>\"',;:\\().]{2,63}")


@lru_cache(maxsize=512)
def network_of(address: str) -> str:
    """The network that tries are counted by: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def contact_channel(contact: str) -> str | None:
    """ "sms" for a normalized phone, "email" for an address, None for neither."""
    if PHONE.fullmatch(contact):
        return "sms"
    return "email" if len(contact) <= 254 and EMAIL.fullmatch(contact) else None


def normal_contact(contact: str) -> str:
    """A contact as it is stored and compared: without spaces around, an e-mail in lower case."""
    return contact.strip().lower()


def split_name(name: str) -> tuple[str, str]:
    """A person's name as first name and the rest."""
    first, _, last = " ".join(name.split()).partition(" ")
    return first[:150], last[:150]


BROWSERS: Final = (
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_title(agent: str) -> str:
    """What to call a browser, from what it says of itself: "Chrome, Android"; "" when it says nothing known."""
    named = [next((title for mark, title in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(one for one in named if one)
