"""The room's settings, read from the environment once. Secrets are never written to the journal.

PRILAVOK_SMS_URL        the SMSC-compatible gateway's address      (default: http://127.0.0.1:8020/smsc)
PRILAVOK_SMS_LOGIN      login at the gateway                       (default: prilavok)
PRILAVOK_SMS_PASSWORD   password at the gateway                    (default: prilavok)
PRILAVOK_SMS_SENDER     the sender's name agreed with the operator (default: empty, the gateway's own)
PRILAVOK_SMS_CALLBACK_SECRET  secret word of the gateway's callbacks     (default: empty, callbacks are refused)
PRILAVOK_SMTP           host:port of the mail server               (default: 127.0.0.1:8025)
PRILAVOK_SMTP_SECURITY  none, starttls or ssl                      (default: none on loopback, else starttls)
PRILAVOK_SMTP_LOGIN     login at the mail server                   (default: empty, none)
PRILAVOK_SMTP_PASSWORD  password at the mail server                (default: empty)
PRILAVOK_MAIL_FROM      the sender's address                       (default: shop@example.com)
PRILAVOK_CHAIN          the chain's name as buyers read it         (default: Северный двор)
PRILAVOK_MESSAGE_LEASE_S  how long a worker has to hand one message over, at least 12 (default: 60)
"""

import os

SMS_URL = os.environ.get("PRILAVOK_SMS_URL", "http://127.0.0.1:8020/smsc").rstrip("/")
SMS_LOGIN = os.environ.get("PRILAVOK_SMS_LOGIN", "prilavok")
SMS_PASSWORD = os.environ.get("PRILAVOK_SMS_PASSWORD", "prilavok")
SMS_SENDER = os.environ.get("PRILAVOK_SMS_SENDER", "")
SMS_CALLBACK_SECRET = os.environ.get("PRILAVOK_SMS_CALLBACK_SECRET", "")
SMTP = os.environ.get("PRILAVOK_SMTP", "127.0.0.1:8025")
SMTP_SECURITY = os.environ.get(
    "PRILAVOK_SMTP_SECURITY", "none" if SMTP.startswith(("127.", "localhost", "[::1]")) else "starttls"
)
SMTP_LOGIN = os.environ.get("PRILAVOK_SMTP_LOGIN", "")
SMTP_PASSWORD = os.environ.get("PRILAVOK_SMTP_PASSWORD", "")
MAIL_FROM = os.environ.get("PRILAVOK_MAIL_FROM", "shop@example.com")
CHAIN = os.environ.get("PRILAVOK_CHAIN", "Северный двор")
# Longer than the longest attempt (the gateway is read for eight seconds), or two workers would send one message.
LEASE_S = max(12, int(os.environ.get("PRILAVOK_MESSAGE_LEASE_S", "60")))
