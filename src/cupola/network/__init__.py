"""Who can talk with whom, how fast and over whom: links, routes, capacity and losses. NumPy and SciPy alone; positions Earth-fixed, m."""
