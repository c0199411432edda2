"""Numbers by masks, each from a sequence of its own; what is taken once is taken for ever, by a primary key."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
-- A number as it is looked up; `rules.number_key` says the same.
CREATE FUNCTION oms_number_key(number text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT translate(upper(regexp_replace(number, '[^[:alnum:]]', '', 'g')), 'ABCEHKMOPTXY', 'АВСЕНКМОРТХУ')
$$;

-- `rules.luhn` says the same.
CREATE FUNCTION oms_luhn(digits text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT ((10 - coalesce(sum(weighted - CASE WHEN weighted > 9 THEN 9 ELSE 0 END), 0) % 10) % 10)::text
    FROM (
        SELECT digit::int * CASE WHEN place % 2 = 1 THEN 2 ELSE 1 END AS weighted
        FROM unnest(string_to_array(reverse(digits), NULL)) WITH ORDINALITY AS said (digit, place)
    ) weights
$$;

-- `numbering.masks.rendered` says the same.
CREATE FUNCTION oms_masked(mask text, sequence bigint, year text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    width int := coalesce(substring(mask from '[{]n:([0-9])[}]'), '1')::int;
    made text := replace(replace(mask, '{yy}', year), '{c}', '');
    digits text := sequence::text;
BEGIN
    IF length(digits) < width THEN
        digits := lpad(digits, width, '0');
    END IF;
    made := regexp_replace(made, '[{]n(:[0-9])?[}]', digits);
    RETURN made || oms_luhn(regexp_replace(made, '[^0-9]', '', 'g'));
END $$;

-- The next free number of the most particular mask: store, then legal entity, then channel, then the plain one. A mask
-- that has run out of eleven signs gives way to the plain one: a shop does not stop selling because numbers got long.
-- Sequences are made when they are first needed (a new year), one maker at a time.
CREATE FUNCTION oms_next_number(wanted_channel text, wanted_location bigint, zone text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    rule record;
    year text := to_char(statement_timestamp() AT TIME ZONE zone, 'YY');
    counter text;
    made text;
BEGIN
    SELECT m.id, m.mask, m.first INTO rule FROM oms_numbermask m
    WHERE m.is_active AND m.channel IN ('', wanted_channel)
      AND (m.location_id IS NULL OR m.location_id = wanted_location)
      AND (m.entity_id IS NULL OR m.entity_id IN (
          SELECT s.entity_id FROM oms_legalentitystore s WHERE s.location_id = wanted_location))
    ORDER BY (m.location_id IS NOT NULL)::int * 4 + (m.entity_id IS NOT NULL)::int * 2 + (m.channel <> '')::int DESC
    LIMIT 1;
    LOOP
        made := NULL;
        IF rule.id IS NOT NULL THEN
            counter := 'oms_number_' || rule.id || CASE WHEN strpos(rule.mask, '{yy}') > 0 THEN '_' || year ELSE '' END;
            IF to_regclass(counter) IS NULL THEN
                -- Looking again behind the lock would see an old catalogue; IF NOT EXISTS looks at the present one.
                PERFORM pg_advisory_xact_lock(hashtext(counter));
                EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I START %s', counter, rule.first);
            END IF;
            made := oms_masked(rule.mask, nextval(counter::regclass), year);
        END IF;
        IF made IS NULL OR length(made) > 11 THEN
            made := oms_numbered(nextval('oms_order_number'));
        END IF;
        EXIT WHEN NOT EXISTS (SELECT FROM oms_numberclaim WHERE key = oms_number_key(made));
    END LOOP;
    RETURN made;
END $$;

-- The law behind the courtesy of the loop above: two orders, or an order and an ERP's number, never share a key.
CREATE FUNCTION oms_claim_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO oms_numberclaim (key, number, system, order_id, at)
    VALUES (oms_number_key(NEW.number), NEW.number, '', NEW.id, statement_timestamp());
    RETURN NEW;
END $$;
INSERT INTO oms_numberclaim (key, number, system, order_id, at)
SELECT oms_number_key(number), number, '', id, placed_at FROM oms_order ON CONFLICT DO NOTHING;
INSERT INTO oms_numberclaim (key, number, system, order_id, at)
SELECT oms_number_key(erp_number), erp_number, 'erp', id, placed_at FROM oms_order WHERE erp_number <> ''
ON CONFLICT DO NOTHING;
CREATE TRIGGER oms_number_claimed AFTER INSERT ON oms_order FOR EACH ROW EXECUTE FUNCTION oms_claim_number();
CREATE TRIGGER oms_claim_stays BEFORE UPDATE OR DELETE ON oms_numberclaim
    FOR EACH ROW EXECUTE FUNCTION oms_refuse_change();
CREATE UNIQUE INDEX oms_order_number_looked_up ON oms_order (oms_number_key(number));
"""

BACKWARD = """
DROP INDEX oms_order_number_looked_up;
DROP TRIGGER oms_claim_stays ON oms_numberclaim;
DROP TRIGGER oms_number_claimed ON oms_order;
DROP FUNCTION oms_claim_number();
DROP FUNCTION oms_next_number(text, bigint, text);
DROP FUNCTION oms_masked(text, bigint, text);
DROP FUNCTION oms_luhn(text);
DROP FUNCTION oms_number_key(text);
"""


class Migration(migrations.Migration):
    """Masks, claims, and the functions that number an order."""

    dependencies: ClassVar = [("oms", "0005_number_masks")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
