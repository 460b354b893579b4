"""Workgroups: people of three places or more, a theme, an end, and what they will leave for others."""
