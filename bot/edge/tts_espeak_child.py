"""The process pyttsx3 lives in. Run as a file by `tts_espeak`; imports nothing of the bot.

One JSON line a request on stdin; a JSON line, then `bytes` of s16le PCM a reply on stdout; ends when stdin does.
Every utterance is spoken in a fork of its own. espeak-ng carries flutter and sample phases from one utterance to the
next (the same words give other bytes), and can abort its process: in a fresh fork every utterance is the first,
a crash costs one sentence, and 30 ms is all it takes.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import sys
import threading
import time
import wave
from typing import Any, BinaryIO

SPEAK_S = 4
"""An utterance takes 25 ms; a fork that is still at work after this many seconds kills itself."""


def load() -> None:
    """Make pyttsx3 importable without a system espeak-ng: its dlopen finds the library already here by SONAME.

    Without ESPEAK_DATA_PATH espeak-ng calls exit(1).
    """
    import espeakng_loader

    ctypes.CDLL(espeakng_loader.get_library_path())
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    import pyttsx3
    import pyttsx3.drivers.espeak

    assert pyttsx3.init


def speak(request: dict[str, Any], path: str) -> dict[str, Any]:
    """pyttsx3 says `text` with `voice` at `wpm` into the file; {"ok"} or {"error", "voices"}."""
    import pyttsx3

    engine = pyttsx3.init("espeak")
    engine.runAndWait()  # the first loop only opens the queue; from here on every command is carried out at once
    finished = threading.Event()
    failures: list[str] = []
    # Named, so they live as long as the engine does: a collected callback is pyttsx3 issue 324.
    engine.connect("finished-utterance", lambda name, completed: finished.set())  # noqa: ARG005
    engine.connect("error", lambda name, exception: failures.append(str(exception)))  # noqa: ARG005
    settle(engine, 0.98)
    engine.setProperty("voice", request["voice"])
    engine.setProperty("rate", request["wpm"])
    settle(engine, 0.99)
    # An unknown voice raises nothing and leaves the default one speaking.
    if not matches(engine, request["voice"]):
        return {"error": "voice", "voices": sorted(names(voice)[0] for voice in engine.getProperty("voices"))}
    if engine.getProperty("rate") != request["wpm"]:
        return {"error": f"{request['wpm']} words a minute are not possible"}
    engine.save_to_file(request["text"], path)
    engine.runAndWait()
    finished.wait()
    return {"error": failures[0]} if failures else {"ok": True}


def settle(engine: Any, volume: float) -> None:
    """Wait until espeak-ng's own thread has carried out every property set; the volume is the mark that it has.

    pyttsx3's loop begins with a cancel where that thread is still busy: without this wait one sentence in fifty came at
    the default rate, and with espeak_Synchronize, which cannot see what is not begun, one in 4,000 came empty.
    """
    from pyttsx3.drivers import _espeak

    engine.setProperty("volume", volume)
    while engine.getProperty("volume") != volume or _espeak.IsPlaying():
        time.sleep(0.0005)


def matches(engine: Any, wanted: str) -> bool:
    """Whether the voice that spoke is the one asked for, by identifier, file name, language or name."""
    base, _, variant = wanted.lower().partition("+")
    used, _, used_variant = str(engine.getProperty("voice")).partition("+")
    spoken = next((voice for voice in engine.getProperty("voices") if voice.id == used), None)
    return variant == used_variant and spoken is not None and base in names(spoken)


def names(voice: Any) -> tuple[str, ...]:
    return (voice.id.split("/")[-1], voice.id, voice.name.lower(), *voice.languages)


def in_a_fork(request: dict[str, Any], path: str, protocol: BinaryIO) -> dict[str, Any]:
    """What `speak` answers, or {"error": "died"}."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            signal.alarm(SPEAK_S)
            os.close(protocol.fileno())
            os.write(writer, json.dumps(speak(request, path)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    answer: dict[str, Any] = json.loads(said) if said else {"error": "died"}
    return answer


def answer(request: dict[str, Any], path: str, protocol: BinaryIO) -> tuple[dict[str, Any], bytes]:
    reply = in_a_fork(request, path, protocol)
    if "error" in reply:
        return reply, b""
    with wave.open(path, "rb") as sound:
        pcm = sound.readframes(sound.getnframes())
        hz = sound.getframerate()
    os.unlink(path)
    if not pcm:
        return {"error": "silence"}, b""
    return {"hz": hz, "bytes": len(pcm)}, pcm


def tidy(path: str) -> None:
    """The folder made for this process goes with it, also where the parent was killed and cannot clean up."""
    with contextlib.suppress(OSError):
        os.unlink(path)
    with contextlib.suppress(OSError):
        os.rmdir(os.path.dirname(path))


def main(path: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the parent, which may still need a goodbye
    protocol = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # pyttsx3 prints "Audio saved to ..."
    try:
        load()
        hello: dict[str, Any] = {"ready": True}
    except Exception as error:  # whatever it is, the parent has to tell people
        hello = {"error": f"{type(error).__name__}: {error}"}
    protocol.write(json.dumps(hello).encode() + b"\n")
    protocol.flush()
    for line in sys.stdin.buffer:
        head, pcm = answer(json.loads(line), path, protocol)
        protocol.write(json.dumps(head).encode() + b"\n" + pcm)
        protocol.flush()
    tidy(path)


if __name__ == "__main__":
    main(sys.argv[1])
