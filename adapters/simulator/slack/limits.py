"""Slack's limits as its documentation states them: the stand-in's own table, shared with nobody on purpose."""

from typing import Final

# --- messages (docs.slack.dev: chat.postMessage, chat.update, message metadata)
MESSAGE_TEXT: Final = 40_000  # characters; chat.postMessage cuts what is longer, chat.update refuses it
MESSAGE_BLOCKS: Final = 50
MESSAGE_BLOCKS_TEXT: Final = 13_200
"""Characters in all blocks together: not documented, observed (slackapi/bolt-js#2509: `msg_blocks_too_long`)."""
METADATA_BYTES: Final = 16_000
HISTORY_MOST: Final = 999
HISTORY_OUTSIDE_MARKETPLACE: Final = 15

# --- views
VIEW_BLOCKS: Final = 100
VIEW_BYTES: Final = 250_000
VIEW_STACK: Final = 3
VIEW_TITLE: Final = 24
VIEW_SUBMIT: Final = 24
PRIVATE_METADATA: Final = 3000
CALLBACK_ID: Final = 255

# --- blocks
BLOCK_ID: Final = 255
TEXT_OBJECT: Final = 3000
SECTION_TEXT: Final = 3000
SECTION_FIELDS: Final = 10
SECTION_FIELD_TEXT: Final = 2000
HEADER: Final = 150
CONTEXT_ELEMENTS: Final = 10
ACTIONS_ELEMENTS: Final = 25
INPUT_LABEL: Final = 2000
IMAGE_URL: Final = 3000
ALT_TEXT: Final = 2000
MARKDOWN: Final = 12_000
TABLE_ROWS: Final = 100
TABLE_COLUMNS: Final = 20

# --- elements and composition objects
ACTION_ID: Final = 255
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2000
BUTTON_URL: Final = 3000
PLACEHOLDER: Final = 150
OPTIONS: Final = 100
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
CHECKBOXES: Final = 10
RADIO_BUTTONS: Final = 10
OVERFLOW: Final = 5
INPUT_TEXT: Final = 3000
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30

# --- time
TRIGGER_SECONDS: Final = 3.0
ACK_SECONDS: Final = 3.0
RESPONSE_URL_SECONDS: Final = 30 * 60.0
RESPONSE_URL_USES: Final = 5
EVENT_RETRIES: Final = 3

# --- conversations
GROUP_PEOPLE: Final = 8  # conversations.open: "1 to 8 users"
CHANNEL_NAME: Final = 80

# --- pace: "1 per second per channel, short bursts allowed", and several hundred a minute for a workspace
CHANNEL_RATE: Final = 1.0
CHANNEL_BURST: Final = 5.0
WORKSPACE_RATE: Final = 5.0
WORKSPACE_BURST: Final = 20.0

TIERS: Final = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute for each workspace and method; "burst behaviour" is not published, so none is given here."""
METHOD_TIERS: Final = {
    "auth.test": 100,
    "chat.update": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "conversations.open": 3,
    "conversations.info": 3,
    "conversations.history": 3,
    "conversations.replies": 3,
    "conversations.members": 4,
    "conversations.list": 2,
    "conversations.join": 3,
    "users.info": 4,
    "users.list": 2,
    "users.conversations": 3,
    "views.open": 4,
    "views.update": 4,
    "views.push": 4,
    "views.publish": 4,
    "team.info": 3,
    "bots.info": 3,
    "oauth.v2.access": 4,
}

SCOPES: Final = {
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "conversations.join": ("channels:join",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "team.info": ("team:read",),
    "bots.info": ("users:read",),
}
"""The scope that a method needs, whatever the conversation."""
KIND_SCOPES: Final = {
    "channel": ("channels:{}",),
    "private": ("groups:{}",),
    "im": ("im:{}",),
    "mpim": ("mpim:{}",),
}
"""The scope that reading (`read`, `history`) or opening (`write`) needs, by the kind of conversation."""
MESSAGE_SCOPES: Final = {
    "channel": "channels:history",
    "group": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
"""The scope that `message` events need, by their `channel_type`."""
EVENT_SCOPES: Final = {
    "app_mention": "app_mentions:read",
    "channel_rename": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "member_joined_channel": "channels:read",
    "user_change": "users:read",
    "team_join": "users:read",
}
