"""The web product: Django lives here and nowhere else."""
