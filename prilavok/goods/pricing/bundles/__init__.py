"""What goods that are sold as one and stocked as parts cost, and how the price is shared out among the parts."""
