"""Contractors and their chains of subcontractors, external services, social-media accounts."""
