"""People: joining, who one is and where one works, organisers, one person on two platforms, which chats are let in."""
