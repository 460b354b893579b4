"""Rounds of introductions: who takes part, how a round comes about, and what organisers do with its draft."""
