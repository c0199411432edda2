"""The check of a connection: the contract of the exchange, step by step, with the profile of a node."""
