"""Safety stock: what is kept back from sale, by rules that people write."""
