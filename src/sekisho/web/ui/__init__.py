"""Page frame, components, design tokens, template tags; no models."""
