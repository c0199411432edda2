"""The accounting systems on the map and what goes between them and us: whatever nodes there are, with their plans."""

from prilavok.base.flows import Drawing, Flow, System, declare_flow, declare_system, draws

PACKAGES = "/office/exchange/packages/"

declare_system(System(code="erp", title="Exchange with accounting systems", floor="partners"))
declare_flow(Flow(code="erp.door", source="erp", target="erp", carries="Refused strangers", screen=PACKAGES))


@draws
def draw_nodes() -> Drawing:
    """Every node with its flows, promises, backlogs, pauses and alarms, from the database."""
    from prilavok.partners.erp.watch.drawing import draw_nodes as draw

    return draw()
