"""Which pictures and attributes of a product are shown, as SQL over its row `p`: ours, theirs, or both by its rules."""

from typing import Final

PICTURES: Final = """
CASE p.pictures_rule WHEN 'own' THEN p.own_images WHEN 'erp' THEN p.images
    WHEN 'own_first' THEN CASE WHEN p.own_images = '{}' THEN p.images ELSE p.own_images END
    ELSE p.own_images || p.images END
"""
ATTRIBUTES: Final = """
CASE WHEN p.attributes_rule = 'own' THEN p.own_attributes
    WHEN p.own_attributes = '[]' OR p.attributes_rule = 'erp' THEN p.attributes
    ELSE p.own_attributes || coalesce((
        SELECT jsonb_agg(a) FROM jsonb_array_elements(p.attributes) AS a WHERE NOT EXISTS (
            SELECT FROM jsonb_array_elements(p.own_attributes) AS o WHERE o -> 0 = a -> 0)), '[]') END
"""
