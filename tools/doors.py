"""The contract `doors`: from another room take only api, values, events, errors.

A noun of a room (`pricing.coupons`) has a door of its own when it has an `api`: then the same four of it.
Rooms are the packages directly inside the floors; base and design are free for all, config may know every room.
"""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

FREE = frozenset({"base", "design", "config", "__main__"})


class DoorsContract(Contract):
    """Whoever crosses a room's wall goes through its door."""

    root = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - the linter's own signature
        """Every direct import between two rooms, and whether it takes a door."""
        broken = []
        for importer in sorted(graph.modules):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                if self._is_through_a_wall(graph, importer, imported):
                    broken += graph.get_import_details(importer=importer, imported=imported)
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line a wall that was broken."""
        for one in check.metadata["broken"]:
            output.print_error(f"- {one['importer']} -> {one['imported']} (l.{one['line_number']})")

    def _is_through_a_wall(self, graph: ImportGraph, importer: str, imported: str) -> bool:
        mine, theirs = self._room(importer), self._room(imported)
        if theirs is None or mine == theirs or importer.split(".")[1:2] == ["config"]:
            return False
        inside: Any = imported.split(".")[3:]
        doors: Any = self.doors
        if inside and inside[0] in doors:
            return False
        noun = ".".join(imported.split(".")[:4])
        return len(inside) != 2 or inside[1] not in doors or f"{noun}.api" not in graph.modules

    def _room(self, module: str) -> tuple[str, str] | None:
        parts = module.split(".")
        if parts[0] != str(self.root) or len(parts) < 3 or parts[1] in FREE:
            return None
        return parts[1], parts[2]
