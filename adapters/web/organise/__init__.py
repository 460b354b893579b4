"""The organisers' pages, rendered on the server with the GOV.UK Design System's components; they need no JavaScript."""
