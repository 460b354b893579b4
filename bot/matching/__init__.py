"""The engine of introductions: people in, groups out, with reasons. Pure: no database, no clock."""
