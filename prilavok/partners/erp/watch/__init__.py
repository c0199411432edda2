"""How the exchange is watched: what each flow promises, what it said, when it fell silent, who is told."""
