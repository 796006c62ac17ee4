"""Rebuilders: each reads one family of formats and writes it anew, in confined jobs only."""
