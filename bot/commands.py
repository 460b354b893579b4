"""Everything that can be said to the bot, in one table.

It drives help, the permission check, which door of the database is used, and the tests. A button says one of these
sentences, so whatever can be pressed can be typed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from bot import arriving, home
from bot.asking import own_questions, prompts, scheduling
from bot.chat import Kind, Reply
from bot.delivering import undelivered
from bot.handbook import editing
from bot.handbook.consent import HANDBOOK
from bot.helping import answering, asking_author, asking_three, requests
from bot.introducing import afterwards, carrying, challenges, introductions, reaching, seeking
from bot.introducing.rounds import commands as rounds
from bot.introducing.rounds import draft, taking_part
from bot.keeping import closing, leaving, moving, parting, privacy, retention
from bot.learning import stories, wrong
from bot.learning.assets import listing, making
from bot.learning.assets import used as asset_used
from bot.learning.gatherings import coming as gatherings
from bot.learning.gatherings import organising as gathering
from bot.learning.heard import patterns, picking, resting, revising, voting
from bot.learning.heard.leave import BEHIND
from bot.learning.season import planning
from bot.learning.season import showing as seasons
from bot.learning.sets import ending as set_ending
from bot.learning.sets import joining as sets
from bot.learning.sets import meeting as set_meeting
from bot.learning.sets import organising as set_forming
from bot.learning.sets import own as set_own
from bot.learning.workgroups import passing as workgroup_passing
from bot.learning.workgroups import showing, starting, suggesting
from bot.organising import approach, changing, entering, map_card
from bot.people import (
    confirming,
    expecting,
    hosting,
    joining,
    linking,
    members,
    nominating,
    organisers,
    stopping,
    switching,
)
from bot.remembering import (
    care,
    commitments,
    readings,
    reflections,
    replies,
    reported,
    reported_words,
    saving,
    sounds,
    used,
)
from bot.search import finding
from bot.stocktake import opening, results, taking
from bot.turn import Turn


class Who(IntEnum):
    """Who may say it."""

    ANYONE = 0
    MEMBER = 1
    HOST = 2  # who installed the app in this workspace; organisers too
    ORGANISER = 3


@dataclass(frozen=True)
class Command:
    """One thing that can be said.

    `takes` is how its argument is called in help; empty: it takes none, and a typed sentence that goes on after the
    name is not this command. `reads` means that it changes nothing. `private` answers are shown to the speaker alone.
    `listed` ones stand in help; the others are what buttons say.
    """

    name: str
    run: Callable[[Turn, str], Reply | None]
    who: Who = Who.MEMBER
    takes: str = ""
    welsh: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    reads: bool = False
    private: bool = True
    listed: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Every way to say it."""
        return (self.name, *self.welsh, *self.also)

    def said_in(self, language: str) -> str:
        """How it is said in a language."""
        return self.welsh[0] if language == "cy" and self.welsh else self.name


COMMANDS: tuple[Command, ...] = (
    Command("hello", home.hello, Who.ANYONE, welsh=("helo", "shwmae"), also=("hi", "hey", "start")),
    Command("help", home.help_, Who.ANYONE, welsh=("cymorth",), also=("?",), reads=True),
    Command("privacy", privacy.privacy, Who.ANYONE, welsh=("preifatrwydd",), reads=True),
    Command("join", joining.join, Who.ANYONE, welsh=("ymuno",)),
    Command("home", home.home, Who.ANYONE, welsh=("hafan",), reads=True),
    Command("reflect", reflections.reflect, takes="words", welsh=("myfyrio",)),
    Command("search", finding.search, takes="words", welsh=("chwilio",), also=("find",), reads=True),
    Command("mine", readings.mine, welsh=("fy rhai i",), reads=True),
    Command("trying", commitments.trying, welsh=("rhoi cynnig",), reads=True),
    Command("me", members.me, welsh=("fi",)),
    Command("challenges", challenges.challenges, welsh=("heriau",)),
    Command("pause", members.pause, welsh=("saib",)),
    Command("resume", members.resume, welsh=("ailddechrau",)),
    Command("take part", taking_part.take_part, Who.ANYONE, welsh=("cymryd rhan",)),
    Command("introduce me", seeking.introduce_me, takes="words", welsh=("cyflwyna fi",)),
    Command("not this round", taking_part.not_this_round, welsh=("nid y rownd hon",)),
    Command("snooze", taking_part.snooze, takes="when", welsh=("cysgu",)),
    Command("not with", taking_part.not_with, welsh=("nid gyda",)),
    Command("set", sets.set_, welsh=("set dysgu",), reads=True),
    Command("gatherings", gatherings.gatherings, welsh=("cynulliadau",), reads=True),
    Command("link", linking.link, Who.ANYONE, takes="code", welsh=("cysylltu",)),
    Command("link for good", linking.link_for_good, takes="code", listed=False),
    Command(
        "moved",
        moving.moved,
        welsh=("wedi symud",),
        also=("i’ve moved", "i've moved", "i have moved", "ive moved"),
    ),
    Command("export me", privacy.export_me, welsh=("allforio fi",)),
    Command("parting", parting.parting, welsh=("ymadael",)),
    Command("handbook", HANDBOOK.own, welsh=("llawlyfr",), reads=True),
    Command("season", seasons.season, welsh=("tymor",), reads=True),
    Command("patterns", patterns.patterns, takes="number", welsh=("patrymau",), reads=True),
    Command("true here", voting.true_here, takes="number", welsh=("gwir yma",)),
    Command("workgroups", showing.workgroups, welsh=("gweithgorau",), reads=True),
    Command("start workgroup", starting.start, welsh=("cychwyn gweithgor",)),
    Command("assets", listing.assets, welsh=("adnoddau",), reads=True),
    Command("asset", making.asset, welsh=("adnodd",)),
    Command("stocktake", taking.stocktake, welsh=("pwyso a mesur",), reads=True),
    Command("my stocktake", results.latest, welsh=("fy mhwyso a mesur",), reads=True),
    Command("leave", leaving.leave, welsh=("gadael", "anghofiwch fi"), also=("forget me",)),
    Command("places", home.places, Who.ANYONE, welsh=("lleoedd",), reads=True),
    # what buttons say
    Command("narrow", finding.narrow, takes="words", reads=True, listed=False),
    Command("part with", parting.part_with, takes="words", listed=False),
    Command("leave for good", leaving.leave_for_good, listed=False),
    Command("mine from", readings.mine, takes="number", reads=True, listed=False),
    Command("less", members.less, takes="words", listed=False),
    Command("skip", prompts.skip, takes="number", listed=False),
    Command("others", readings.others, takes="number", reads=True, listed=False),
    Command("yours", readings.yours, Who.ANYONE, takes="number", reads=True, listed=False),
    Command("still true", retention.still_true, takes="number", listed=False),
    Command("reflection", readings.show, takes="number", reads=True, listed=False),
    Command("edit", reflections.edit, takes="number", listed=False),
    Command("audience", reflections.change_audience, takes="number", listed=False),
    Command("delete", reflections.delete, takes="number", listed=False),
    Command("delete for good", reflections.delete_for_good, takes="number", listed=False),
    Command("about", sounds.about, takes="number", listed=False),
    Command("look over", care.look_again, takes="number", reads=True, listed=False),
    Command("fine", care.fine, takes="number", reads=True, listed=False),
    Command("wrong", reported.something_wrong, takes="number", listed=False),
    Command("wrong words", reported_words.wrong_words, takes="words", listed=False),
    Command("keep", replies.keep_held, takes="number", listed=False),
    Command("held", replies.show_held, takes="number", reads=True, listed=False),
    Command("drop", replies.drop_held, takes="number", listed=False),
    Command("keep words", reflections.keep_words, takes="words", listed=False),
    Command("save as reflection", saving.save, listed=False),
    Command("will try", commitments.will_try, takes="number", listed=False),
    Command("intention", commitments.intention, takes="number", reads=True, listed=False),
    Command("what happened", commitments.what_happened, takes="number", listed=False),
    Command("lesson", commitments.lesson, takes="number", listed=False),
    Command("handbook from", HANDBOOK.own, takes="number", reads=True, listed=False),
    Command("handbook yes", HANDBOOK.yes, takes="number", listed=False),
    Command("handbook no", HANDBOOK.no, takes="number", listed=False),
    Command("pattern", patterns.pattern, takes="number", welsh=("patrwm",), reads=True, listed=False),
    Command("behind", BEHIND.own, welsh=("tu ôl",), reads=True, listed=False),
    Command("behind from", BEHIND.own, takes="number", reads=True, listed=False),
    Command("behind yes", BEHIND.yes, takes="number", listed=False),
    Command("behind no", BEHIND.no, takes="number", listed=False),
    Command("stocktake answer", taking.answer, takes="words", listed=False),
    Command("stocktake end", taking.end, takes="words", listed=False),
    Command("stocktake show", results.show, takes="number", reads=True, listed=False),
    Command("stocktake together", results.together, takes="number", reads=True, listed=False),
    Command("stocktake lead", results.lead, takes="words", listed=False),
    Command("stocktake drop", taking.drop, takes="number", reads=True, listed=False),
    Command("stocktake drop for good", taking.drop_for_good, takes="number", listed=False),
    Command("used this", used.used_this, takes="number", listed=False),
    Command("ask author", asking_author.ask_author, takes="number", listed=False),
    Command("ask three", asking_three.ask_three, takes="number", listed=False),
    Command("request", requests.request, takes="number", reads=True, listed=False),
    Command("take back", requests.take_back, takes="number", listed=False),
    Command("request yes", asking_author.yes, takes="number", listed=False),
    Command("request no", asking_author.no, takes="number", listed=False),
    Command("request answer", answering.answer, takes="number", listed=False),
    Command("request offer", answering.offer, takes="number", listed=False),
    Command("request pass", answering.pass_, takes="number", listed=False),
    Command("request outcome", asking_three.outcome, takes="number", listed=False),
    Command("workgroups from", showing.workgroups, takes="number", reads=True, listed=False),
    Command("workgroup", showing.workgroup, takes="number", reads=True, listed=False),
    Command("workgroup join", starting.join, takes="number", listed=False),
    Command("workgroup not", starting.not_for_me, takes="number", reads=True, listed=False),
    Command("workgroup leave", showing.leave, takes="number", listed=False),
    Command("workgroup change", starting.change, takes="number", listed=False),
    Command("workgroup progress", starting.tell, takes="number", listed=False),
    Command("workgroup end", workgroup_passing.end, takes="number", reads=True, listed=False),
    Command("workgroup prolong", workgroup_passing.prolong, takes="number", listed=False),
    Command("workgroup done", workgroup_passing.done, takes="number", listed=False),
    Command("wrong workgroup", wrong.wrong_group, takes="number", listed=False),
    Command("assets from", listing.assets, takes="number", reads=True, listed=False),
    Command("asset show", listing.show, takes="number", reads=True, listed=False),
    Command("asset of", making.make, takes="number", listed=False),
    Command("asset change", making.change, takes="number", listed=False),
    Command("asset name", making.put_name, takes="number", listed=False),
    Command("asset away", making.take_away, takes="number", reads=True, listed=False),
    Command("asset away for good", making.take_away_for_good, takes="number", listed=False),
    Command("used asset", asset_used.used_asset, takes="number", listed=False),
    Command("wrong asset", wrong.wrong_asset, takes="number", listed=False),
    Command("set want", sets.want, listed=False),
    Command("set want no more", sets.want_no_more, listed=False),
    Command("set start", sets.start, listed=False),
    Command("set invite", sets.invite, takes="words", listed=False),
    Command("set yes", sets.yes, takes="number", listed=False),
    Command("set no", sets.no, takes="number", listed=False),
    Command("set days", set_meeting.days, takes="number", listed=False),
    Command("set question", set_meeting.question, takes="number", listed=False),
    Command("set pass", set_meeting.pass_, takes="number", listed=False),
    Command("set met", set_meeting.met, takes="number", listed=False),
    Command("set missed", set_meeting.missed, takes="number", listed=False),
    Command("set away", set_meeting.away, takes="number", reads=True, listed=False),
    Command("set will", set_own.will, listed=False),
    Command("set happened", set_own.happened, takes="number", listed=False),
    Command("set leave", set_ending.leave, listed=False),
    Command("set leave for good", set_ending.leave_for_good, listed=False),
    Command("set end", set_ending.end, listed=False),
    Command("set end for good", set_ending.end_for_good, listed=False),
    Command("gathering show", gatherings.show, takes="number", reads=True, listed=False),
    Command("gathering changed", gatherings.changed, takes="number", reads=True, listed=False),
    Command("gathering come", gatherings.come, takes="number", listed=False),
    Command("gathering cannot", gatherings.cannot, takes="number", listed=False),
    Command("gathering answer", gatherings.answer, takes="number", listed=False),
    Command("gathering mind", gatherings.mind, takes="number", listed=False),
    Command("neither", reflections.neither, reads=True, listed=False),
    Command("introduction", introductions.show, takes="number", reads=True, listed=False),
    Command("say hello", introductions.say_hello, takes="number", listed=False),
    Command("not this time", introductions.not_this_time, takes="number", listed=False),
    Command("known already", introductions.known_already, takes="number", listed=False),
    Command("write to", carrying.write_to, takes="number", listed=False),
    Command("write to again", carrying.write_again, takes="number", listed=False),
    Command("share reach", reaching.share_reach, takes="number", listed=False),
    Command("end introduction", carrying.end, takes="number", listed=False),
    Command("ask to meet", seeking.ask_to_meet, takes="number", listed=False),
    Command("meet", seeking.answer, takes="number", listed=False),
    Command("same as", challenges.same_as, takes="words", listed=False),
    Command("met", afterwards.met, takes="number", listed=False),
    Command("takeaway", afterwards.takeaway, takes="number", listed=False),
    Command("back to introductions", taking_part.back, listed=False),
    # organisers
    Command("organise", organisers.organise, Who.ORGANISER, welsh=("trefnu",), reads=True),
    Command("pages", entering.pages, Who.ORGANISER, welsh=("tudalennau",)),
    Command("map", map_card.map_, Who.ORGANISER, welsh=("y map",), reads=True),
    Command("way in", approach.way_in, Who.ORGANISER, takes="number", listed=False),
    Command("organisation", changing.organisation, Who.ORGANISER, takes="number", listed=False),
    Command("organisation rename", changing.rename, Who.ORGANISER, takes="number", listed=False),
    Command("organisation rename now", changing.rename_now, Who.ORGANISER, takes="words", listed=False),
    Command("organisation merge", changing.merge, Who.ORGANISER, takes="number", listed=False),
    Command("organisation merge now", changing.merge_now, Who.ORGANISER, takes="words", listed=False),
    Command("organisation split", changing.split, Who.ORGANISER, takes="number", listed=False),
    Command("organisation split now", changing.split_now, Who.ORGANISER, takes="words", listed=False),
    Command("ask", prompts.ask, Who.ORGANISER, takes="prompt", welsh=("gofyn",)),
    Command("ask now", prompts.ask_now, Who.ORGANISER, takes="prompt", listed=False),
    Command("question", own_questions.question, Who.ORGANISER, welsh=("cwestiwn",)),
    Command("questions", own_questions.questions, Who.ORGANISER, welsh=("cwestiynau",), reads=True),
    Command("schedule", scheduling.schedule, Who.ORGANISER, takes="when", welsh=("amserlen",)),
    Command("schedule start", scheduling.start, Who.ORGANISER, takes="when", listed=False),
    Command("schedule stop", scheduling.stop, Who.ORGANISER, takes="number", listed=False),
    Command("skip next", scheduling.skip_next, Who.ORGANISER, takes="number", listed=False),
    Command("replace next", scheduling.replace_next, Who.ORGANISER, takes="number", listed=False),
    Command("pause plan", scheduling.pause_plan, Who.ORGANISER, takes="number", listed=False),
    Command("copy plan", scheduling.copy_plan, Who.ORGANISER, takes="number", listed=False),
    Command("quiet", scheduling.quiet, Who.ORGANISER, takes="when", welsh=("tawel",)),
    Command("quiet end", scheduling.end_quiet, Who.ORGANISER, takes="number", listed=False),
    Command("upcoming", scheduling.upcoming, Who.ORGANISER, welsh=("i ddod",), reads=True),
    Command("round", rounds.open_round, Who.ORGANISER, takes="size", welsh=("rownd",)),
    Command("round show", draft.show, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("round ask", rounds.ask_first, Who.ORGANISER, takes="number", listed=False),
    Command("round close", rounds.close, Who.ORGANISER, takes="number", listed=False),
    Command("round change", draft.change, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("round swap", draft.swap, Who.ORGANISER, takes="number", listed=False),
    Command("round hold", rounds.hold, Who.ORGANISER, takes="number", listed=False),
    Command("round approve", rounds.approve, Who.ORGANISER, takes="number", listed=False),
    Command("round drop", rounds.drop, Who.ORGANISER, takes="number", listed=False),
    Command("season new", planning.new, Who.ORGANISER, listed=False),
    Command("season edit", planning.edit, Who.ORGANISER, takes="number", listed=False),
    Command("season phases", planning.phases, Who.ORGANISER, takes="number", listed=False),
    Command("season end", planning.end, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("season end for good", planning.end_for_good, Who.ORGANISER, takes="number", listed=False),
    Command("heard", picking.heard, Who.ORGANISER, welsh=("clywsom",), reads=True),
    Command("heard new", picking.new, Who.ORGANISER, listed=False),
    Command("heard edit", picking.edit, Who.ORGANISER, takes="number", listed=False),
    Command("heard choose", resting.choose, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("heard ask", resting.ask, Who.ORGANISER, takes="number", listed=False),
    Command("heard unask", resting.unask, Who.ORGANISER, takes="number", listed=False),
    Command("heard post", picking.post, Who.ORGANISER, takes="number", listed=False),
    Command("heard revise", revising.revise, Who.ORGANISER, takes="number", listed=False),
    Command("heard tell", revising.tell, Who.ORGANISER, takes="number", listed=False),
    Command("heard drop", picking.drop, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("heard drop for good", picking.drop_for_good, Who.ORGANISER, takes="number", listed=False),
    Command("gathering", gathering.gathering, Who.ORGANISER, welsh=("cynulliad",)),
    Command("gathering announce", gathering.announce, Who.ORGANISER, takes="number", listed=False),
    Command("gathering edit", gathering.edit, Who.ORGANISER, takes="number", listed=False),
    Command("gathering draft", gathering.draft, Who.ORGANISER, takes="number", listed=False),
    Command("gathering off", gathering.off, Who.ORGANISER, takes="number", listed=False),
    Command("gathering off for good", gathering.off_for_good, Who.ORGANISER, takes="number", listed=False),
    Command("form set", set_forming.form_set, Who.ORGANISER, welsh=("ffurfio set",)),
    Command("form set now", organisers.deciding(set_forming.form_now), Who.ORGANISER, listed=False),
    Command("handbooks", editing.handbooks, Who.ORGANISER, welsh=("llawlyfrau",), reads=True),
    Command("handbook new", editing.new, Who.ORGANISER, listed=False),
    Command("handbook edit", editing.edit, Who.ORGANISER, takes="number", listed=False),
    Command("handbook ask", editing.ask, Who.ORGANISER, takes="number", listed=False),
    Command("handbook theme", editing.edit_theme, Who.ORGANISER, takes="number", listed=False),
    Command("handbook move", editing.move, Who.ORGANISER, takes="words", listed=False),
    Command("handbook drop", editing.drop, Who.ORGANISER, takes="number", listed=False),
    Command("handbook drop for good", editing.drop_for_good, Who.ORGANISER, takes="number", listed=False),
    Command("stories", stories.stories, Who.ORGANISER, welsh=("straeon",), reads=True),
    Command("stories from", stories.stories, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("workgroup offer", organisers.deciding(suggesting.offer), Who.ORGANISER, takes="number", listed=False),
    Command("workgroup decline", organisers.deciding(suggesting.decline), Who.ORGANISER, takes="number", listed=False),
    Command("workgroup reported", wrong.show_group, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("workgroup restore", organisers.deciding(wrong.restore_group), Who.ORGANISER, takes="number", listed=False),
    Command("workgroup remove", organisers.deciding(wrong.remove_group), Who.ORGANISER, takes="number", listed=False),
    Command("asset reported", wrong.show_asset, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("asset restore", organisers.deciding(wrong.restore_asset), Who.ORGANISER, takes="number", listed=False),
    Command("asset remove", organisers.deciding(wrong.remove_asset), Who.ORGANISER, takes="number", listed=False),
    Command("stocktakes", opening.stocktakes, Who.ORGANISER, welsh=("pob pwyso a mesur",), reads=True),
    Command("stocktake open", opening.open_, Who.ORGANISER, listed=False),
    Command("stocktake close", opening.close, Who.ORGANISER, takes="words", listed=False),
    Command("stocktake figures", opening.figures, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("undelivered", undelivered.undelivered, Who.ORGANISER, welsh=("heb gyrraedd",), reads=True),
    Command("deliver again", undelivered.again, Who.ORGANISER, takes="number", listed=False),
    Command("deliver again all", organisers.deciding(undelivered.again_all), Who.ORGANISER, listed=False),
    Command("channel without", organisers.deciding(undelivered.without), Who.ORGANISER, takes="number", listed=False),
    Command("deliver no more", undelivered.let_go, Who.ORGANISER, takes="number", listed=False),
    Command("merge challenge", organisers.deciding(challenges.merge), Who.ORGANISER, takes="words", listed=False),
    Command("keep challenge", organisers.deciding(challenges.keep), Who.ORGANISER, takes="words", listed=False),
    Command("reported", reported.show, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("ask change", organisers.deciding(reported.ask_change), Who.ORGANISER, takes="number", listed=False),
    Command("restore", organisers.deciding(reported.restore), Who.ORGANISER, takes="number", listed=False),
    Command("remove", organisers.deciding(reported.remove), Who.ORGANISER, takes="number", listed=False),
    Command("here", organisers.here, Who.HOST, welsh=("yma",), private=False),
    Command("belongs", organisers.belongs, Who.ORGANISER, takes="council", welsh=("perthyn i",)),
    Command("invite", arriving.invite, Who.ORGANISER, takes="council", welsh=("gwahodd",)),
    Command("import members", expecting.import_members, Who.ORGANISER, welsh=("mewnforio aelodau",)),
    Command("import members now", expecting.import_members_now, Who.ORGANISER, listed=False),
    Command("let in", organisers.let_in, Who.ORGANISER, takes="workspace", welsh=("gadael i mewn",)),
    Command("switches", switching.allowed, Who.ORGANISER, takes="tenant", welsh=("switshis",)),
    Command("place leaves", parting.place_leaves, Who.ORGANISER, takes="council", welsh=("lle yn gadael",)),
    Command("close network", closing.close_network, Who.ORGANISER, welsh=("cau'r rhwydwaith", "cau’r rhwydwaith")),
    Command("take along", privacy.take_along, Who.ORGANISER, listed=False),
    Command("departure", parting.departure, Who.ORGANISER, takes="number", reads=True, listed=False),
    Command("call off", parting.call_off, Who.ORGANISER, takes="number", listed=False),
    Command("confirm", organisers.deciding(confirming.confirm), Who.HOST, takes="number", welsh=("cadarnhau",)),
    Command("confirm not", organisers.deciding(confirming.confirm_not), Who.HOST, takes="number", listed=False),
    Command("host", hosting.host, Who.ORGANISER, takes="number", welsh=("gwesteiwr",)),
    Command("organiser", nominating.organiser, Who.ORGANISER, takes="number", welsh=("trefnydd",)),
    Command("organiser yes", organisers.deciding(nominating.yes), Who.ORGANISER, takes="number", listed=False),
    Command("organiser no", organisers.deciding(nominating.no), Who.ORGANISER, takes="number", listed=False),
    Command(
        "stop organising",
        stopping.stop,
        Who.ORGANISER,
        welsh=("rhoi'r gorau i drefnu", "rhoi’r gorau i drefnu"),
        reads=True,
    ),
    Command("stop organising for good", stopping.stop_for_good, Who.ORGANISER, listed=False),
    Command("organiser remove", stopping.remove, Who.ORGANISER, takes="number", welsh=("tynnu trefnydd",)),
    Command("organiser remove yes", organisers.deciding(stopping.yes), Who.ORGANISER, takes="number", listed=False),
    Command("organiser remove no", organisers.deciding(stopping.no), Who.ORGANISER, takes="number", listed=False),
)


def level(turn: Turn) -> Who:
    """What this person may say."""
    if turn.member is None:
        return Who.ANYONE
    return Who.ORGANISER if turn.member.organiser else Who.HOST if turn.hosts else Who.MEMBER


def said_in_welsh(sentence: str) -> bool:
    """Whether this is a command by its Welsh name, so that somebody of whom nothing is known is answered in Welsh."""
    found = find(sentence, Kind.PRESSED)
    return found is not None and sentence.strip().removeprefix("/").casefold().startswith(found[0].welsh)


_BY_NAME = {name: command for command in COMMANDS for name in command.names}
_LONGEST = max(len(name.split()) for name in _BY_NAME)


def find(sentence: str, kind: Kind) -> tuple[Command, str] | None:
    """The command a sentence begins with, and what follows it; None where it is no command.

    Case, a leading slash and closing punctuation do not matter. Typed words that go on after the name of a command
    without an argument are ordinary words.
    """
    if kind is not Kind.SAID:
        sentence = care.without_fine(sentence)
    words = sentence.strip().removeprefix("/").split()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        name = re.sub(r"[.!,:]+$", "", " ".join(words[:length]).casefold())
        command = _BY_NAME.get(name)
        if command:
            rest = sentence.strip().removeprefix("/").split(maxsplit=length)[length:]
            if rest and not command.takes and kind is Kind.SAID:
                return None
            return command, rest[0].strip() if rest else ""
    return None
