"""What it costs, when, and how sure that is: learning, spending by year, prices, confidence. NumPy and SciPy alone, never JAX."""
