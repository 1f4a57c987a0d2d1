"""Hostile and damaged documents: made, mutated, collected, and read under guard."""
