"""What the user says: a scenario file, read, checked and held as typed values in SI units. No NumPy, no JAX.

`cupola.scenario.loading` gives `load` and `loads`; `cupola.scenario.library` lists the bundled scenarios without the cost of the schema.
"""
