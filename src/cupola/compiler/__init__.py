"""From what the user said to arrays: satellites, footprints, regions, the clock, and one sample matrix of the facts that have a range.

`cupola.compiler.compiling` makes the problem; `cupola.compiler.cost` says what it will take, without JAX.
"""
