"""Our stock, prices, orders and receipts beside the whole picture of a node: what differs, why, and the repair."""
