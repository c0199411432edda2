"""The engine of quotes: pure functions over whole kopecks; no database, no clock, no Django.

Read in this order: `terms` (what a promotion says), `values` (what goes in and comes out), `index` (promotions made
ready once), `catalogue` (prices of pieces), `basket` (what depends on the whole basket), `spread` (kopecks over lines),
`receipt` (lines as a till can say them), `quoting` (all together).
"""
