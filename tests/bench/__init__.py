"""How long things take, as ratios within one run: `make bench`. No tests, because machines differ."""
