"""The rights of the exchange."""

from prilavok.base.access import declare_permissions

declare_permissions(
    "erp",
    {
        "exchange.view": "See the exchange with accounting systems",
        "exchange.run": "Set up exchange nodes, decide statuses, run imports again",
        "exchange.speak": "Exchange data as an accounting system",
    },
)
