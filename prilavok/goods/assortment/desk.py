"""What the screens of assortment ask beyond the door, and how a table or a form becomes cells."""

from prilavok.goods.assortment.actions.edit_matrix import draft_cells
from prilavok.goods.assortment.places import NO_REGION, ChainPlaces, key_of
from prilavok.goods.assortment.queries import edit, edit_cells, edits, find_rules, found_ids, rule, rules_count
from prilavok.goods.assortment.tables import read_table, table_of_rules

__all__ = [
    "NO_REGION", "ChainPlaces", "draft_cells", "edit", "edit_cells", "edits", "find_rules", "found_ids", "key_of",
    "read_table", "rule", "rules_count", "table_of_rules",
]  # fmt: skip
