"""The outside of pim: picture files."""
