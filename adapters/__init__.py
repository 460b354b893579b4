"""Where the network meets the world. Each adapter may import `bot`; none imports another."""
