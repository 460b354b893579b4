"""Asking: which question comes next, what organisers plan, and putting it to everybody at a civil hour."""
