"""Recognises handwritten digits with a small neural network in plain Python."""
