"""One phrase by espeak-ng through ctypes, as a program of its own.

`python espeak_child.py VOICE RATE OUT.wav < text` writes 22,050 Hz mono. A process a phrase: libespeak is one per
process, is not thread-safe, and carries its oscillators over from one phrase to the next.
"""

import ctypes
import sys
import wave
from pathlib import Path

import espeakng_loader

SYNCHRONOUS, DONT_EXIT, UTF8, PARAMETER_RATE = 2, 0x8000, 1, 1

CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def main(voice: str, rate: int, target: str, phrase: str) -> None:
    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    hertz = espeak.espeak_Initialize(SYNCHRONOUS, 20, espeakng_loader.get_data_path().encode(), DONT_EXIT)
    heard = bytearray()

    @CALLBACK
    def keep(samples, count, _events):
        if samples and count > 0:
            heard.extend(ctypes.string_at(samples, count * 2))
        return 0

    espeak.espeak_SetSynthCallback(keep)
    # An unknown variant behind the + is no error to espeak: it would speak on without it.
    _, _, variant = voice.partition("+")
    unknown = variant and not (Path(espeakng_loader.get_data_path()) / "voices" / "!v" / variant).is_file()
    if unknown or espeak.espeak_SetVoiceByName(voice.encode()) != 0:
        raise SystemExit(f"espeak-ng has no voice {voice}")
    espeak.espeak_SetParameter(PARAMETER_RATE, rate, 0)
    # Breath and flutter are random, and seeded by the clock unless told.
    espeak.espeak_ng_SetRandSeed(1)
    text = phrase.encode() + b"\0"
    espeak.espeak_Synth(text, ctypes.c_size_t(len(text)), 0, 1, 0, UTF8, None, None)
    with wave.open(target, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(hertz)
        out.writeframes(bytes(heard))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.stdin.read())
