"""What crm announces. Field names only: people's data does not travel in events."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("crm.customer_corrected", subject="customer:{customer_id}")
@dataclass(frozen=True, kw_only=True)
class CustomerCorrected:
    """Name, phone or e-mail of a customer changed here; `source` is the system that told it, or office, account."""

    customer_id: int
    fields: tuple[str, ...]
    source: str
