"""What the world says: outlines of countries, Earth orientation, and other data that do not depend on a scenario. No JAX."""
