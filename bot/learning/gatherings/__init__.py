"""Gatherings: roundtables, residentials, visits; answered beforehand, also by who cannot come."""
