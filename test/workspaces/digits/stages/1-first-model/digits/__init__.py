"""Handwritten digits: reading the images and naming them."""
