"""Permitted flows between zones, device configurations and the proofs that keep the zones apart."""
