"""Marketing: promotions are described in sentences, tried on a basket and on past orders, and published."""
