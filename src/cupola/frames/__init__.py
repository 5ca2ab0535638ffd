"""Turning between the celestial (GCRS, CIRS), terrestrial (ITRS) and SGP4 (TEME) frames, and between positions and geodetic coordinates."""
