"""What one needs to know besides a record itself: of its file, of its node, of what was told before."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from prilavok.partners.erp.values import Profile


@dataclass(frozen=True, kw_only=True)
class FileContext:
    """One file of one node. `is_full`: of a full export; `tells_whole_stock`: a warehouse left out holds nothing.

    `units`: short names by code. `price_types`: ids of the types that the node knows or this file declares.
    """

    is_full: bool = False
    file_has_images: bool = False
    tells_whole_stock: bool = False
    is_quick: bool = False
    units: Mapping[str, str] = field(default_factory=dict)
    price_types: frozenset[str] = frozenset()
    profile: Profile = field(default_factory=Profile)

    @property
    def keeps_missing_prices(self) -> bool:
        """False when an offer's price types that it does not name are to lose their prices."""
        return not self.is_full or self.profile.missing_prices == "keep"

    @property
    def zeroes_unlisted(self) -> bool:
        """True when a warehouse not named at an offer holds nothing: by the word of the node or the habit of 2.0x."""
        if self.profile.unlisted_stock == "auto":
            return self.tells_whole_stock
        return self.profile.unlisted_stock == "zero"
