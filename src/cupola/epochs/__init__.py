"""Instants, time scales and Earth orientation as values. Import the module that you need: reading a calendar text loads no NumPy."""
