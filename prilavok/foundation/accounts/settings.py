"""The room's settings, read from the environment once.

PRILAVOK_CODES_PER_NETWORK_DAY  login codes sent on behalf of one network address in a day (default: 20, some 50 ₽)
PRILAVOK_TRUSTED_PROXIES        how many proxies of ours stand before the pages (default: 0: the peer's address counts)
"""

import os

CODES_PER_NETWORK_DAY = int(os.environ.get("PRILAVOK_CODES_PER_NETWORK_DAY", "20"))
TRUSTED_PROXIES = int(os.environ.get("PRILAVOK_TRUSTED_PROXIES", "0"))
STAFF_SESSION_S = 12 * 3600
BUYER_SESSION_S = 30 * 24 * 3600
