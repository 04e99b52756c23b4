"""Findings and decisions become agreements and what surrounds them. The only room that writes the database."""
