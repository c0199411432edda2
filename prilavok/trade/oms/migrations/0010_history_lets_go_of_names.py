"""Histories stay as they were written, but for names: who asks to be forgotten is taken out of them."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION oms_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    names text[] := ARRAY['actor_name', 'made_by', 'detail', 'changes'];
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('prilavok.erasing', true) = 'on'
       AND to_jsonb(NEW) - names = to_jsonb(OLD) - names THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never deleted or rewritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER oms_version_stays BEFORE UPDATE OR DELETE ON oms_orderversion
    FOR EACH ROW EXECUTE FUNCTION oms_refuse_rewriting();
CREATE OR REPLACE TRIGGER oms_history_stays BEFORE UPDATE OR DELETE ON oms_orderhistory
    FOR EACH ROW EXECUTE FUNCTION oms_refuse_rewriting();
"""
BACKWARD = """
CREATE OR REPLACE TRIGGER oms_version_stays BEFORE UPDATE OR DELETE ON oms_orderversion
    FOR EACH ROW EXECUTE FUNCTION oms_refuse_change();
CREATE OR REPLACE TRIGGER oms_history_stays BEFORE UPDATE OR DELETE ON oms_orderhistory
    FOR EACH ROW EXECUTE FUNCTION oms_refuse_change();
DROP FUNCTION oms_refuse_rewriting();
"""


class Migration(migrations.Migration):
    """The guard of histories, with the one thing it lets go."""

    dependencies = [("oms", "0009_coupons_and_deals")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
