"""Grids of the example: `dora grid digits`."""
