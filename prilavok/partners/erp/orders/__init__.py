"""Orders of a node beyond the wire: its rules for them, conflicts that people decide, orders born in the ERP."""
