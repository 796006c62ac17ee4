"""Fills an empty instance with a fictional body, through the product's own actions."""

from sekisho.web.site.sample.loading import Loaded, SampleRefusedError, load_sample

__all__ = ["Loaded", "SampleRefusedError", "load_sample"]
