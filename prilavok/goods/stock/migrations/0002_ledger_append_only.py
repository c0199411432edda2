"""The ledger refuses to be rewritten."""

from django.db import migrations

GUARD = """
CREATE FUNCTION stock_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger of stock is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stock_append_only BEFORE UPDATE OR DELETE ON stock_movement
    FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse_rewriting();
"""
UNDO = "DROP TRIGGER stock_append_only ON stock_movement; DROP FUNCTION stock_refuse_rewriting();"


class Migration(migrations.Migration):

    dependencies = [("stock", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
