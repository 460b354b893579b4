"""What search is measured with: a network that is generated, engines side by side, a judged collection."""
