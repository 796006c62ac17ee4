"""Risk: threats on assets, judged, lowered by controls that hold, treated by decision."""
