"""Tests are sentences about behaviour. (A package, for a dependency installs a `tests` of its own.)"""
