"""`python -m adapters.workers`: the server begins it, and is at the other end of its input."""

import socket
import sys

from adapters.workers.process import work

if __name__ == "__main__":
    work(socket.socket(fileno=sys.stdin.fileno()))
