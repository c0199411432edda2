"""Simulated counterparties that speak their providers' public contracts. Imports nothing from prilavok."""
