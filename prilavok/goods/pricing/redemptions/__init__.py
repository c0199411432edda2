"""Uses of coupons and promotions by tills: held while the receipt is made, confirmed by its number, or given back."""
