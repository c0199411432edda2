"""Numbers come from a sequence; orders are never deleted, their history is only added to."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE SEQUENCE oms_order_number START 10401;

-- The number of an order: the next of the sequence, a dash, the Luhn digit; `rules.order_number` says the same.
CREATE FUNCTION oms_numbered(sequence bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT sequence || '-' || (10 - sum(weighted - CASE WHEN weighted > 9 THEN 9 ELSE 0 END) % 10) % 10
    FROM (
        SELECT digit::int * CASE WHEN place % 2 = 1 THEN 2 ELSE 1 END AS weighted
        FROM unnest(string_to_array(reverse(sequence::text), NULL)) WITH ORDINALITY AS said (digit, place)
    ) weights
$$;

CREATE FUNCTION oms_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never deleted or rewritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER oms_order_stays BEFORE DELETE ON oms_order
    FOR EACH ROW EXECUTE FUNCTION oms_refuse_change();
CREATE TRIGGER oms_version_stays BEFORE UPDATE OR DELETE ON oms_orderversion
    FOR EACH ROW EXECUTE FUNCTION oms_refuse_change();
CREATE TRIGGER oms_line_stays BEFORE UPDATE OR DELETE ON oms_orderline
    FOR EACH ROW EXECUTE FUNCTION oms_refuse_change();
CREATE TRIGGER oms_history_stays BEFORE UPDATE OR DELETE ON oms_orderhistory
    FOR EACH ROW EXECUTE FUNCTION oms_refuse_change();
"""

BACKWARD = """
DROP TRIGGER oms_history_stays ON oms_orderhistory;
DROP TRIGGER oms_line_stays ON oms_orderline;
DROP TRIGGER oms_version_stays ON oms_orderversion;
DROP TRIGGER oms_order_stays ON oms_order;
DROP FUNCTION oms_refuse_change();
DROP FUNCTION oms_numbered(bigint);
DROP SEQUENCE oms_order_number;
"""


class Migration(migrations.Migration):
    """The sequence of numbers and the guards of history."""

    dependencies: ClassVar = [("oms", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
