"""Action learning sets: a few people meet monthly, one presents, the others only ask. Nothing that is said is kept."""
