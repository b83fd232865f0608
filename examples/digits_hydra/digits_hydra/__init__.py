"""Recognises handwritten digits, configured with Hydra."""
