"""The plainest platform: one person at a prompt."""
