"""`prilavok/transfers` from the node: it has conducted a transfer by itself, up to a revision of ours."""

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Meta, Struct

from prilavok.goods.stock.transfers import api as transfers
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.plain.envelope import LARGEST, Header
from prilavok.partners.erp.plain.reading import Numbered, Reader, at_line

LANE: Final = "transfer"


class TransferRecord(Struct, kw_only=True, frozen=True):
    """A transfer by our number, and the revision that is conducted there."""

    number: Annotated[str, Meta(min_length=1, max_length=16)]
    revision: Annotated[int, Meta(ge=0, le=LARGEST)] | None = None


READER: Final = Reader(TransferRecord, lambda record, header: record)


def apply(batch: Batch, told: Sequence[Numbered[TransferRecord]], header: Header) -> None:
    """Take its word; numbers that nobody knows are named, a revision of the future counts as the present one."""
    known = transfers.transfer_ids_of_numbers([one.value.number.strip() for one in told])
    present = transfers.revisions_of(transfer_ids=list(known.values()))
    for one in told:
        transfer_id = known.get(one.value.number.strip())
        if transfer_id is None:
            batch.count(LANE, skipped=1)
            batch.notes.add("transfer_unknown", at_line(one.line, one.value.number))
            continue
        revision = min(one.value.revision or present[transfer_id], present[transfer_id])
        news = transfers.tell_transfers_known(revisions={transfer_id: revision})
        batch.count(LANE, **{"changed" if news else "unchanged": 1})
