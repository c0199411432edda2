"""Coupons: a word or a code by which a buyer opens a promotion."""
