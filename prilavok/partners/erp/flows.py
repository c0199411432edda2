"""The accounting systems on the map and what goes between them and us."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

SCREEN = "erp:packages"
NODES = (
    ("erp.central", "Central accounting system (1C)", ("goods", "prices", "order documents")),
    ("erp.retail", "Retail accounting system (1C)", ("stock of stores",)),
)

declare_system(System(code="erp", title="Exchange with accounting systems", floor="partners"))
for code, title, owns in NODES:
    declare_system(System(code=code, title=title, is_outside=True, owns=owns))
    declare_flow(
        Flow(
            code=f"{code}.catalog", source=code, target="pim", carries="Goods, groups, properties, pictures",
            mode="package", promise_s=24 * 3600, screen=SCREEN,
        )
    )  # fmt: skip
    declare_flow(
        Flow(
            code=f"{code}.stock", source=code, target="stock", carries="Prices and stocks", mode="package",
            promise_s=3600, screen=SCREEN,
        )
    )  # fmt: skip
    declare_flow(
        Flow(
            code=f"{code}.orders_out", source="oms", target=code, carries="Orders", mode="package", promise_s=3600,
            screen="erp:exports",
        )
    )  # fmt: skip
    declare_flow(
        Flow(
            code=f"{code}.orders_in", source=code, target="oms", carries="Statuses and corrections of orders",
            mode="package", promise_s=3600, screen="erp:statuses",
        )
    )  # fmt: skip
declare_flow(Flow(code="erp.door", source="erp", target="erp", carries="Refused strangers", screen=SCREEN))
