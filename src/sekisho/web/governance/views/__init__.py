"""Pages of the chart, the committee and the tree of contacts."""
