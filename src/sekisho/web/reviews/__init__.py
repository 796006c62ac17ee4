"""見直し (article 8): what calls for a review, what was concluded, and the cycle of a year."""
