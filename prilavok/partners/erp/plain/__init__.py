"""Plain formats: JSON Lines for what CommerceML has no element for. The contract: docs/integration/plain-formats.md."""
