"""Every change the tables went through. One that has landed is never edited."""
