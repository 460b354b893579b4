"""A stand-in for Slack on loopback, strict as Slack is, with people who act. For the demo and the tests."""

from adapters.simulator.slack.cloud import SlackCloud
from adapters.simulator.slack.person import Person
from adapters.simulator.slack.workspace import Channel, Workspace
from adapters.simulator.slack.world import CannotError, Conversation, Message
from adapters.simulator.wire import Answered, BotFailedError, Fault

__all__ = [
    "Answered",
    "BotFailedError",
    "CannotError",
    "Channel",
    "Conversation",
    "Fault",
    "Message",
    "Person",
    "SlackCloud",
    "Workspace",
]
