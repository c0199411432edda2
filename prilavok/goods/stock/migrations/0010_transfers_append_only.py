"""Acts of transfers and what they moved refuse to be rewritten; transfers are numbered by a sequence."""

from django.db import migrations

GUARD = """
CREATE SEQUENCE stock_transfer_number START 101;
CREATE TRIGGER stock_transfer_steps_append_only BEFORE UPDATE OR DELETE ON stock_transferstep
    FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse_rewriting();
CREATE FUNCTION stock_refuse_moving_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        OLD.is_known := NEW.is_known;
        IF NEW IS NOT DISTINCT FROM OLD AND NEW.is_known THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what transfers moved is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stock_transfer_moves_append_only BEFORE UPDATE OR DELETE ON stock_transfermove
    FOR EACH ROW EXECUTE FUNCTION stock_refuse_moving_again();
"""
UNDO = """
DROP TRIGGER stock_transfer_moves_append_only ON stock_transfermove;
DROP FUNCTION stock_refuse_moving_again();
DROP TRIGGER stock_transfer_steps_append_only ON stock_transferstep;
DROP SEQUENCE stock_transfer_number;
"""


class Migration(migrations.Migration):

    dependencies = [("stock", "0009_transfer_goods")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
