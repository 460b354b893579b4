"""What we heard: patterns fed back, argued with, and changed by it."""
