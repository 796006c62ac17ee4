"""Fills an empty instance with the fictional body 朝霧市職員共済組合, through the product's own actions."""

from sekisho.web.site.sample.loading import Loaded, SampleRefusedError, load_sample

__all__ = ["Loaded", "SampleRefusedError", "load_sample"]
