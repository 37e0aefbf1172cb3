"""What is printed: cards to give, cards to keep, posters. Pure: words and numbers in, sheets out, no clock."""
