"""Introducing: rounds, telling people who and why, carrying their words across, and asking how it went."""
