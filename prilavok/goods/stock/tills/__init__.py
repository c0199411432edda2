"""Goods that a store's till has sold and the ERP's figures do not count yet."""
