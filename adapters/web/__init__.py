"""Pages and answers of our own over HTTP."""
