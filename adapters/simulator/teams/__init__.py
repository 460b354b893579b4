"""A stand-in for Microsoft Teams on loopback, strict as Teams is, with people who act. For the demo and the tests."""

from adapters.simulator.teams.answers import BadAnswerError
from adapters.simulator.teams.cloud import TeamsCloud
from adapters.simulator.teams.people import Person
from adapters.simulator.teams.places import Channel, GroupChat, Team, Tenant
from adapters.simulator.teams.state import CannotError, Conversation, Message
from adapters.simulator.wire import Answered, BotFailedError, Fault

__all__ = [
    "Answered",
    "BadAnswerError",
    "BotFailedError",
    "CannotError",
    "Channel",
    "Conversation",
    "Fault",
    "GroupChat",
    "Message",
    "Person",
    "Team",
    "TeamsCloud",
    "Tenant",
]
