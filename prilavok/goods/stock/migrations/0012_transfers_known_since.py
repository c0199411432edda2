from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION stock_refuse_moving_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.is_known AND NOT OLD.is_known THEN
        OLD.is_known := NEW.is_known;
        OLD.known_at := NEW.known_at;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what transfers moved is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [("stock", "0011_promise_what_is_sure")]

    operations = [
        migrations.AddField(
            model_name="transfermove",
            name="known_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="transfermove",
            index=models.Index(
                condition=models.Q(("is_known", True)), fields=["known_at"], name="stock_transfer_known_at"
            ),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
