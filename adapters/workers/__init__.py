"""The rules in processes of their own, so that whoever answers the chats shares no interpreter with them.

`pool` is the server's side, `process` the other, `wire` what crosses between them.
"""
