"""From where a node may speak."""

from collections.abc import Sequence
from ipaddress import ip_network


def is_allowed(network: str, allowed: Sequence[str]) -> bool:
    """True when the list is empty, or one of its networks holds this one; a line that is no network allows nobody."""
    return not allowed or any(_holds(one, network) for one in allowed)


def _holds(outer: str, inner: str) -> bool:
    try:
        around, within = ip_network(outer.strip(), strict=False), ip_network(inner.strip(), strict=False)
    except ValueError:
        return False
    return (
        around.version == within.version
        and around.network_address <= within.network_address  # type: ignore[operator]
        and within.broadcast_address <= around.broadcast_address  # type: ignore[operator]
    )
