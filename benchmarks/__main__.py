"""`make bench`: everything measured in one go, on platforms that are made for it and removed after it.

The first platform gets 10,000 products in 20 stores through the exchange; on it pages, orders and stock changes are
measured. The second one meets the monkey: orders under random kills and restarts. About ten minutes on two cores.
"""

import platform
import sys

from benchmarks import catalogue_import, during_import, monkey, orders, pages, stock_change
from benchmarks.generate import Made
from benchmarks.stack import running
from benchmarks.table import Table

# The simulators draw the demo's pictures at their first start: no part of what is measured here.
ALONE = {"PRILAVOK_SANDBOX": "0"}


def main() -> int:
    """Measure all, or only the parts named; returns 1 when a figure is missed."""
    wanted = set(sys.argv[1:])
    table, made = Table(), Made()
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    if not wanted or wanted - {"monkey"}:
        with running(more=ALONE) as stack:
            catalogue_import.measure(stack, table, made)
            if not wanted or "pages" in wanted:
                pages.measure(stack, table)
                during_import.measure(stack, table, made)
            if not wanted or "stock" in wanted:
                stock_change.measure(stack, table, made)
            if not wanted or "orders" in wanted:
                orders.measure(stack, table)
    if not wanted or "monkey" in wanted:
        with running() as stack:
            monkey.measure(stack, table)
    missed = [row for row in table.rows if row[3] == "MISSED"]
    print(f"\n{len(table.rows)} figures, {len(missed)} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
