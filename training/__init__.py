"""Labelled passages: what the rules are measured on while they are written, apart from the cases that judge them."""
