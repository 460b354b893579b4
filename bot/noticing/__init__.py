"""What in a text could name somebody: pure, local, and without memory. It points out; it never decides."""

from bot.noticing.residents import notice_residents, quoted
from bot.noticing.traces import notice_traces

__all__ = ["notice_residents", "notice_traces", "quoted"]
