"""Finding: a search in words or choices, what it means, extracts, five a page; and the search box of Teams."""
