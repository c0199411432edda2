"""Stamps of what is settled: who keeps it in memory learns by them that it was written (`base.settled`)."""

from django.db import migrations

STAMPS = """
CREATE SEQUENCE base_stamp_number;
CREATE TABLE base_stamp (
    topic varchar(60) NOT NULL,
    number bigint NOT NULL DEFAULT nextval('base_stamp_number') PRIMARY KEY
);

CREATE FUNCTION base_stamp_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM touched) THEN
        INSERT INTO base_stamp (topic) VALUES (TG_ARGV[0]);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION base_stamp_topic() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO base_stamp (topic) VALUES (TG_ARGV[0]);
    RETURN NULL;
END $$;

CREATE FUNCTION base_watch(topic text, watched regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER stamped_inserts AFTER INSERT ON %s REFERENCING NEW TABLE AS touched '
        'FOR EACH STATEMENT EXECUTE FUNCTION base_stamp_rows(%L)', watched, topic);
    EXECUTE format('CREATE TRIGGER stamped_updates AFTER UPDATE ON %s REFERENCING NEW TABLE AS touched '
        'FOR EACH STATEMENT EXECUTE FUNCTION base_stamp_rows(%L)', watched, topic);
    EXECUTE format('CREATE TRIGGER stamped_deletes AFTER DELETE ON %s REFERENCING OLD TABLE AS touched '
        'FOR EACH STATEMENT EXECUTE FUNCTION base_stamp_rows(%L)', watched, topic);
    EXECUTE format('CREATE TRIGGER stamped_truncates AFTER TRUNCATE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION base_stamp_topic(%L)', watched, topic);
    INSERT INTO base_stamp (topic) VALUES (topic);
END $$;

CREATE FUNCTION base_unwatch(watched regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER stamped_inserts ON %s', watched);
    EXECUTE format('DROP TRIGGER stamped_updates ON %s', watched);
    EXECUTE format('DROP TRIGGER stamped_deletes ON %s', watched);
    EXECUTE format('DROP TRIGGER stamped_truncates ON %s', watched);
END $$;
"""
NONE = """
DROP FUNCTION base_unwatch(regclass);
DROP FUNCTION base_watch(text, regclass);
DROP FUNCTION base_stamp_topic();
DROP FUNCTION base_stamp_rows();
DROP TABLE base_stamp;
DROP SEQUENCE base_stamp_number;
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0004_fewer_indexes_of_deliveries")]

    operations = [migrations.RunSQL(STAMPS, NONE)]
