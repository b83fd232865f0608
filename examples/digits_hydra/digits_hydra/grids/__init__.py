"""Grids of XPs: `dora grid models`."""
