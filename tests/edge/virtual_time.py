"""An event loop whose clock jumps to the next timer instead of waiting, so that a live line's test takes no time.

The clock stands still while a thread works (`run_in_executor`, and so `to_thread`): recognition takes no time either,
as on the recorded line. Sockets do not fit this loop.
"""

import asyncio
import selectors


class _Selector:
    """A selector that never waits for time: it moves the loop's clock."""

    def __init__(self, loop):
        self._selector = selectors.DefaultSelector()
        self._loop = loop

    def __getattr__(self, name):
        return getattr(self._selector, name)

    def select(self, timeout=None):
        if timeout is None or (timeout > 0 and self._loop.working):
            return self._selector.select(None)
        events = self._selector.select(0)
        if not events and timeout > 0:
            self._loop.seconds += timeout
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.seconds = 1000.0
        self.working = 0
        super().__init__(_Selector(self))

    def time(self):
        return self.seconds

    def run_in_executor(self, executor, function, *arguments):
        self.working += 1
        future = super().run_in_executor(executor, function, *arguments)
        future.add_done_callback(self._done)
        return future

    def _done(self, _):
        self.working -= 1


async def passed(seconds):
    """Seconds of this loop's clock later: nobody waits for them."""
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    loop.call_later(seconds, over.set_result, None)
    await over


def run(work):
    """Run a coroutine in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
