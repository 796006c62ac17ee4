"""推進体制: the security committee, who calls whom in an emergency, and the chart of it all."""
