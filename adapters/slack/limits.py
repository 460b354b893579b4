"""What Slack takes, in one table. Everything we build is cut, split or left out to stay within it.

Lengths are counted as Slack's JavaScript counts them, in UTF-16 units (`words.length`), the stricter reading.
Sources: the Block Kit reference (docs.slack.dev/reference/block-kit), the models of slack-sdk, and where neither says
anything, what people measured.
"""

# a whole
MESSAGE_BLOCKS = 50  # blocks in a message
VIEW_BLOCKS = 100  # blocks in a modal or Home
MESSAGE_SIZE = 12_000  # all blocks of a message as JSON: msg_blocks_too_long from about 13,200 (bolt-js #2509, #2867)
VIEW_SIZE = 200_000  # view_too_large: 250 KB
MESSAGE_TEXT = 3_500  # top-level `text`: best under 4,000, truncated at 40,000 (chat.postMessage)

# text
SECTION = 3_000
HEADER = 150
CONTEXT = 2_000  # undocumented; a section's field has 2,000
RICH_TEXT = 2_000  # undocumented; ours, so that a long text is cut late rather than whole

# a view
VIEW_TITLE = 24
VIEW_SUBMIT = 24
PRIVATE_METADATA = 3_000

# buttons
ACTIONS = 25  # elements in one actions block
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
URL = 3_000

# inputs
BLOCK_ID = 255
LABEL = 2_000
HINT = 2_000
INPUT_TEXT = 3_000  # plain_text_input: max_length and initial_value
OPTION_TEXT = 75
OPTION_VALUE = 150
RADIO = 10  # radio_buttons and checkboxes
SELECT = 100  # options in a select, and in an answer to what was typed into one
ERROR = 2_000  # response_action errors; undocumented

# people
GROUP_PEOPLE = 8  # users that conversations.open takes
