"""The history of prices refuses to be rewritten."""

from django.db import migrations

GUARD = """
CREATE FUNCTION pricing_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of prices is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER pricing_append_only BEFORE UPDATE OR DELETE ON pricing_pricechange
    FOR EACH STATEMENT EXECUTE FUNCTION pricing_refuse_rewriting();
"""
UNDO = "DROP TRIGGER pricing_append_only ON pricing_pricechange; DROP FUNCTION pricing_refuse_rewriting();"


class Migration(migrations.Migration):

    dependencies = [("pricing", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
