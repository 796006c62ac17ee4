"""The catalogue in force, checks, attestation, and the computed status of every clause."""
