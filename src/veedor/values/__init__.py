"""Dates with precision, money, durations, boxes, quotes and norm ids: small things that cannot be wrong."""
