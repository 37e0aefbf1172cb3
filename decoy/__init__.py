"""Decoy: a phone number to give to someone who will not take no for an answer."""
