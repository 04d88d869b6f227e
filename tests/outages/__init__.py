"""A whole portal of which one part is taken away."""
