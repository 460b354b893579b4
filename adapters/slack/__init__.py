"""Slack: the adapter that speaks to its API and hears its events."""
