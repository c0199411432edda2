"""The audit stays append-only, but for names: who asks to be forgotten is taken out of it."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION accounts_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  names text[] := ARRAY['actor_name', 'before', 'after'];
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('prilavok.erasing', true) = 'on'
     AND to_jsonb(NEW) - names = to_jsonb(OLD) - names THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION accounts_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    """The guard of the audit, with the one thing it lets go."""

    dependencies = [("accounts", "0004_buyers_devices_passkeys_book")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
