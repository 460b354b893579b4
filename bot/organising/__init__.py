"""The organisers' pages: who may open them, and what each one shows. What is done there is said as in a chat."""
