"""`upstream doctor`: looks at everything the bot needs, and says what is wrong and what to do. It changes nothing."""
