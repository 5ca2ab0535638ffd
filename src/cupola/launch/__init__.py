"""Who can put it up, and when: vehicles, sites, flights, failures and campaigns over the years. NumPy and SciPy alone, never JAX."""
