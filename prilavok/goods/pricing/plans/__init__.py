"""Prices told for a moment to come: kept, sold by from then on, folded into what stands, or taken back before."""
