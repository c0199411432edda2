"""What an exchange changed, as it was before: a line a thing, written by the very statement that changes it.

Of a changed thing only the fields that really differ are kept, of a new one nothing but that it is new. This costs an
import a few per cent; looking everything up beforehand would cost as much as the import itself.
"""

from collections.abc import Iterable


def new(kind: str) -> str:
    """A step of a statement with `told`: these things are new. Takes the source as its parameter."""
    return f"""noted AS (
    INSERT INTO pim_change (kind, object_id, source, before)
    SELECT '{kind}', id, %s, NULL FROM told ORDER BY id
)"""  # noqa: S608 - constants only


def changed(kind: str, fields: Iterable[str], special: str = "'{}'::jsonb") -> str:
    """A step of a statement with `wanted` (w), before it changes its table (o). Takes the source as its parameter.

    `special` is an expression for what is kept in another way than whole.
    """
    differing = " || ".join(
        f"CASE WHEN o.{name} IS DISTINCT FROM w.{name} THEN jsonb_build_object('{name}', o.{name}) ELSE '{{}}' END"
        for name in fields
    )
    return f"""noted AS (
    INSERT INTO pim_change (kind, object_id, source, before)
    SELECT '{kind}', o.id, %s, {differing} || {special}
    FROM wanted w JOIN pim_{kind} o ON o.id = w.id ORDER BY o.id
)"""  # noqa: S608 - constants only
