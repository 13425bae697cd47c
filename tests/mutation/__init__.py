"""Takes single checks out of the product, one at a time, and sees that a test notices: `make mutation`."""
