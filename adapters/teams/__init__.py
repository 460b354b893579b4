"""Microsoft Teams: the Bot Connector's door, Adaptive Cards, and the only place where botbuilder is used."""
