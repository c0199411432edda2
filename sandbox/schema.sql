CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS sms (
  id INTEGER PRIMARY KEY, own_id TEXT NOT NULL, phone TEXT NOT NULL, text TEXT NOT NULL, sender TEXT NOT NULL,
  parts INTEGER NOT NULL, cost REAL NOT NULL, accepted_at REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 1,
  told_status INTEGER, tell_tries INTEGER NOT NULL DEFAULT 0,
  UNIQUE (own_id, phone)
);
CREATE INDEX IF NOT EXISTS sms_phone ON sms (phone, id);
CREATE TABLE IF NOT EXISTS phone_seen (phone TEXT PRIMARY KEY, sms_id INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS mail (
  id INTEGER PRIMARY KEY, message_id TEXT NOT NULL, recipient TEXT NOT NULL, sender TEXT NOT NULL,
  subject TEXT NOT NULL, raw BLOB NOT NULL, arrived_at REAL NOT NULL, deliveries INTEGER NOT NULL DEFAULT 1,
  is_read INTEGER NOT NULL DEFAULT 0, UNIQUE (message_id, recipient)
);
CREATE INDEX IF NOT EXISTS mail_recipient ON mail (recipient, id);

CREATE TABLE IF NOT EXISTS warehouse (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, title TEXT NOT NULL, city TEXT NOT NULL, address TEXT NOT NULL,
  kind TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS goods_group (
  id TEXT PRIMARY KEY, parent_id TEXT, title TEXT NOT NULL, position INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS goods (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, article TEXT NOT NULL, title TEXT NOT NULL, group_id TEXT NOT NULL,
  brand TEXT NOT NULL, vat TEXT NOT NULL, description TEXT NOT NULL, properties TEXT NOT NULL, pictures TEXT NOT NULL,
  arrives_on TEXT NOT NULL DEFAULT '', search TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS offer (
  id TEXT PRIMARY KEY, goods_id TEXT NOT NULL REFERENCES goods, title TEXT NOT NULL, barcode TEXT NOT NULL,
  features TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS offer_goods ON offer (goods_id);
CREATE INDEX IF NOT EXISTS offer_barcode ON offer (barcode);
CREATE TABLE IF NOT EXISTS price (
  offer_id TEXT NOT NULL, type_id TEXT NOT NULL, amount TEXT NOT NULL, PRIMARY KEY (offer_id, type_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stock (
  offer_id TEXT NOT NULL, warehouse_id TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (offer_id, warehouse_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stock_move (
  id INTEGER PRIMARY KEY, at REAL NOT NULL, offer_id TEXT NOT NULL, warehouse_id TEXT NOT NULL,
  delta INTEGER NOT NULL, reason TEXT NOT NULL, balance INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS change (
  id INTEGER PRIMARY KEY, base TEXT NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL, at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS change_base ON change (base, kind, id);

CREATE TABLE IF NOT EXISTS site_order (
  number TEXT PRIMARY KEY, base TEXT NOT NULL, guid TEXT NOT NULL, erp_number TEXT NOT NULL, placed_on TEXT NOT NULL,
  received_at REAL NOT NULL, changed_at REAL NOT NULL, buyer TEXT NOT NULL, phone TEXT NOT NULL,
  warehouse_id TEXT NOT NULL, warehouse_title TEXT NOT NULL, total TEXT NOT NULL, currency TEXT NOT NULL,
  site_status TEXT NOT NULL, status TEXT NOT NULL, is_posted INTEGER NOT NULL DEFAULT 0,
  is_cancelled INTEGER NOT NULL DEFAULT 0, shipped_at TEXT NOT NULL DEFAULT '', paid_at TEXT NOT NULL DEFAULT '',
  moved_stock INTEGER NOT NULL DEFAULT 0, times_received INTEGER NOT NULL DEFAULT 1, comment TEXT NOT NULL DEFAULT '',
  requisites TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS order_line (
  number TEXT NOT NULL REFERENCES site_order ON DELETE CASCADE, line INTEGER NOT NULL, offer_id TEXT NOT NULL,
  article TEXT NOT NULL, title TEXT NOT NULL, price TEXT NOT NULL, quantity TEXT NOT NULL, ordered TEXT NOT NULL,
  is_service INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (number, line)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS exchange_run (
  id INTEGER PRIMARY KEY, base TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, started_at REAL NOT NULL,
  ended_at REAL, summary TEXT NOT NULL DEFAULT '', progress INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS exchange_run_base ON exchange_run (base, id);
CREATE TABLE IF NOT EXISTS exchange_step (
  id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, at REAL NOT NULL, method TEXT NOT NULL, query TEXT NOT NULL,
  sent_bytes INTEGER NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL, took_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS exchange_step_run ON exchange_step (run_id, id);

CREATE TABLE IF NOT EXISTS till_receipt (
  id INTEGER PRIMARY KEY, warehouse_id TEXT NOT NULL, till TEXT NOT NULL, shift INTEGER NOT NULL,
  number INTEGER NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL, phone TEXT NOT NULL DEFAULT '',
  card TEXT NOT NULL DEFAULT '', payment TEXT NOT NULL, total TEXT NOT NULL, return_of INTEGER,
  UNIQUE (warehouse_id, till, shift, number)
);
CREATE INDEX IF NOT EXISTS till_receipt_place ON till_receipt (warehouse_id, id);
CREATE TABLE IF NOT EXISTS till_line (
  id INTEGER PRIMARY KEY, receipt_id INTEGER NOT NULL REFERENCES till_receipt, offer_id TEXT NOT NULL,
  title TEXT NOT NULL, barcode TEXT NOT NULL, quantity INTEGER NOT NULL, price TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS till_line_receipt ON till_line (receipt_id);
CREATE TABLE IF NOT EXISTS till_open (
  id INTEGER PRIMARY KEY, warehouse_id TEXT NOT NULL, offer_id TEXT NOT NULL, title TEXT NOT NULL,
  barcode TEXT NOT NULL, quantity INTEGER NOT NULL, price TEXT NOT NULL, UNIQUE (warehouse_id, offer_id)
);
CREATE TABLE IF NOT EXISTS customer (
  guid TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL, card TEXT NOT NULL,
  site_id TEXT NOT NULL DEFAULT '', changed_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS arrival (
  id INTEGER PRIMARY KEY, document TEXT NOT NULL, offer_id TEXT NOT NULL, warehouse_id TEXT NOT NULL,
  due_on TEXT NOT NULL, quantity INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'expected',
  UNIQUE (document, offer_id, warehouse_id)
);
CREATE TABLE IF NOT EXISTS enrichment (
  goods_id TEXT PRIMARY KEY, record TEXT NOT NULL, received_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS rate (
  currency TEXT NOT NULL, since TEXT NOT NULL, rate TEXT NOT NULL, per INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (currency, since)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS site_document (
  id INTEGER PRIMARY KEY, at REAL NOT NULL, site_id TEXT NOT NULL, number TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS site_document_number ON site_document (number, site_id);
