"""Pure decisions of pim: addresses, the tree, titles, the words of a search."""
