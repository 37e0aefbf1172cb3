"""What the shipped policy lets a text cost, in micros."""

PRICE = 80_000
INBOUND = 7_500
