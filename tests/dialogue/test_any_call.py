"""Whatever happens on the line, in whatever order: a call never hangs in silence, ends once, and ends well-formed."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from little_script import LITTLE, TEXT, at, heard, script, setup

from bot.dialogue.engine import Dialogue
from bot.dialogue.events import (
    Answered,
    BargedIn,
    Faulted,
    Finish,
    HangUp,
    HonourOptOut,
    HungUp,
    Keyed,
    Listen,
    MachineHeard,
    Note,
    PromptEnded,
    Say,
    SpeechEnded,
    SpeechStarted,
    StopSaying,
    Transfer,
    Understood,
    Unheard,
)

HOUSELESS = script("".join(line for line in TEXT.splitlines(keepends=True) if not line.startswith("  keypad")))
INTENTS = (
    *LITTLE.objections, "yes", "no", "question_detail", "send_text", "too_expensive", "bad_experience", "opt_out",
    "operator", "wrong_person", "backchannel", "machine_greeting", "abuse", "other", None,
)  # fmt: skip
MEANINGS = st.one_of(
    st.builds(heard, st.sampled_from(INTENTS), st.sampled_from(("act", "act", "confirm", "ask"))),
    st.builds(lambda n: heard("slot", slots={"score": n}), st.integers(0, 10)),
    st.builds(lambda h: heard("slot", slots={"callback_at": at(h)}), st.sampled_from((17, 18))),
    st.just(heard("slot", slots={"praise": "words"})),
)


class Call(RuleBasedStateMachine):
    """A line that plays fair: speech begins, ends and is resolved in order; prompts end when nothing more is queued."""

    def __init__(self):
        super().__init__()
        self.dialogue = Dialogue(setup(LITTLE, arm="bold", keypad_only=False))
        self.now = 0.0
        self.actions = []
        self.callee_speaking = False
        self.barged = False
        self.pending = []  # what was open when each utterance ended, oldest first
        self.bot_speaking = False
        self.do(Answered())

    def do(self, event):
        self.take(self.dialogue.handle(event, self.now))

    def take(self, actions):
        for action in actions:
            assert not self.over() or isinstance(action, HonourOptOut | Note)
            self.actions.append(action)
            if isinstance(action, Say):
                self.bot_speaking = True
            if isinstance(action, StopSaying):
                self.bot_speaking = False

    def over(self):
        return any(isinstance(action, HangUp) for action in self.actions)

    @rule(seconds=st.floats(0.1, 3.0))
    def time_passes(self, seconds):
        deadline = self.dialogue.deadline
        self.now = self.now + seconds if deadline is None else min(self.now + seconds, max(deadline, self.now))
        self.take(self.dialogue.tick(self.now))

    @precondition(lambda self: not self.bot_speaking and not self.callee_speaking and not self.pending)
    @rule()
    def silence_until_the_deadline(self):
        if self.dialogue.deadline is not None:
            self.now = max(self.now, self.dialogue.deadline)
            self.take(self.dialogue.tick(self.now))

    @precondition(lambda self: self.bot_speaking)
    @rule(seconds=st.floats(0.5, 6.0))
    def the_prompt_ends(self, seconds):
        self.now += seconds
        self.bot_speaking = False
        self.do(PromptEnded())

    @precondition(lambda self: not self.callee_speaking)
    @rule()
    def speech_starts(self):
        self.callee_speaking = True
        self.barged = False
        self.do(SpeechStarted())

    @precondition(lambda self: self.callee_speaking and self.bot_speaking and not self.barged)
    @rule()
    def speech_goes_on_over_the_bot(self):
        self.barged = True
        self.do(BargedIn())

    @precondition(lambda self: self.callee_speaking)
    @rule()
    def speech_ends(self):
        self.callee_speaking = False
        self.pending.append(self.dialogue.expecting)
        self.do(SpeechEnded())

    @precondition(lambda self: self.pending)
    @rule(meaning=MEANINGS)
    def it_is_understood(self, meaning):
        expecting = self.pending.pop(0)
        if expecting is None:
            self.do(Unheard())
        else:
            self.do(Understood(expecting.step, expecting.turn, meaning))

    @precondition(lambda self: self.pending)
    @rule()
    def it_was_a_noise(self):
        self.pending.pop(0)
        self.do(Unheard())

    @rule(key=st.sampled_from("0123456789*#"))
    def a_key_is_pressed(self, key):
        self.do(Keyed(key))

    @rule(seldom=st.integers(0, 9))
    def a_machine_is_heard(self, seldom):
        if seldom == 0:  # or most calls would end before they begin
            self.do(MachineHeard("it spoke on and on"))

    @invariant()
    def nobody_waits_for_ever(self):
        moving = self.dialogue.deadline is not None and self.dialogue.deadline < 120.0
        busy = self.bot_speaking or self.callee_speaking or self.pending
        assert self.dialogue.done or moving or busy or self.now >= 115.0

    @invariant()
    def the_end_comes_once_and_in_order(self):
        finishes = [n for n, action in enumerate(self.actions) if isinstance(action, Finish)]
        hang_ups = [n for n, action in enumerate(self.actions) if isinstance(action, HangUp)]
        assert len(finishes) <= 1
        assert len(hang_ups) <= len(finishes)
        if finishes:
            after = self.actions[finishes[0] + 1 :]
            goodbyes = [action for action in after if isinstance(action, Say)]
            outcome = self.actions[finishes[0]].outcome
            assert [goodbye.step for goodbye in goodbyes] in ([], [outcome])
            assert not any(isinstance(action, Listen) for action in after)

    @invariant()
    def an_opt_out_is_written_at_most_once_and_ends_the_call(self):
        written = [action for action in self.actions if isinstance(action, HonourOptOut)]
        assert len(written) <= 1
        if written:
            assert any(isinstance(action, Finish) for action in self.actions)

    @invariant()
    def it_is_known_what_is_open(self):
        if self.dialogue.done:
            assert self.dialogue.expecting is None
            assert self.over()


TestCall = Call.TestCase
TestCall.settings = settings(max_examples=200, stateful_step_count=50)

ANY_EVENT = st.one_of(
    st.sampled_from((
        Answered(), SpeechStarted(), SpeechEnded(), BargedIn(), Unheard(), PromptEnded(), HungUp(), Faulted("x"),
        MachineHeard("x"),
    )),
    st.builds(Keyed, st.sampled_from("0123456789*#")),
    st.builds(Understood, st.sampled_from(("", "greeting", "offer")), st.integers(0, 9), MEANINGS),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.tuples(ANY_EVENT, st.floats(0.0, 5.0)), max_size=60), st.booleans())
def test_events_in_any_order_whatever_break_nothing(events, keypad_only):
    """Also an unfair line (an end before a beginning, an answer to nothing) ends in one Finish and one HangUp."""
    dialogue = Dialogue(setup(LITTLE if keypad_only else HOUSELESS, keypad_only=keypad_only))
    now, actions = 0.0, []
    for event, seconds in events:
        now += seconds
        if dialogue.deadline is not None and dialogue.deadline <= now:
            actions += dialogue.tick(now)
        actions += dialogue.handle(event, now)
    while not dialogue.done:
        now = max(now, dialogue.deadline)
        actions += dialogue.tick(now)
        actions += dialogue.handle(PromptEnded(), now)
    assert len([action for action in actions if isinstance(action, Finish)]) == 1
    assert len([action for action in actions if isinstance(action, HangUp)]) == 1
    end = actions.index(HangUp())
    assert all(isinstance(action, HonourOptOut | Note) for action in actions[end + 1 :])
    finish = next(n for n, action in enumerate(actions) if isinstance(action, Finish))
    assert all(
        isinstance(action, Say | HonourOptOut | Note | Transfer | StopSaying | HangUp)
        for action in actions[finish + 1 :]
    )
    assert now < 120 + 5 * 60 + 40
