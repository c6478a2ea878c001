"""A Korean caller for the Vosk tests: espeak-ng through ctypes, run as a program of its own.

`python korean_voice.py FOLDER < phrases` writes FOLDER/N.wav (22,050 Hz, mono) for line N of the phrases. A process
apart, because libespeak is one per process and other tests of the voice room use it too.
"""

import ctypes
import sys
import wave
from pathlib import Path

import espeakng_loader

SYNCHRONOUS, DONT_EXIT, UTF8 = 2, 0x8000, 1

CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def main(folder: Path, phrases: list[str]) -> None:
    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = espeak.espeak_Initialize(SYNCHRONOUS, 20, espeakng_loader.get_data_path().encode(), DONT_EXIT)
    heard = bytearray()

    @CALLBACK
    def keep(samples, count, _events):
        if samples and count > 0:
            heard.extend(ctypes.string_at(samples, count * 2))
        return 0

    espeak.espeak_SetSynthCallback(keep)
    if espeak.espeak_SetVoiceByName(b"ko") != 0:
        raise SystemExit("espeak-ng has no Korean voice")
    for number, phrase in enumerate(phrases):
        heard.clear()
        text = phrase.encode() + b"\0"
        espeak.espeak_Synth(text, ctypes.c_size_t(len(text)), 0, 1, 0, UTF8, None, None)
        with wave.open(str(folder / f"{number}.wav"), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(rate)
            out.writeframes(bytes(heard))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.read().split("\n"))
