"""Simulated counterparties of the chain: SMS gateway and phones, mailbox, two 1C bases, a till.

Each speaks the public contract of the real one and has a fault switch. Nothing here imports the platform.
"""
