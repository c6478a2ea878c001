"""Sound files: any telephone WAV in, the house's PCM out; a call's two voices back to disk.

Knows WAV containers, G.711, channels and sampling rates; refuses to know what is said in them.
House audio is s16le mono PCM at `SAMPLE_RATE` in `bytes`. Same file in, same bytes out. Whatever is wrong with a
file ends in one WinbackError that names it and says what to do.
"""

from __future__ import annotations

import io
import math
import os
import tempfile
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal

from bot.call.ports import BYTES_PER_SAMPLE, SAMPLE_RATE
from bot.source import WinbackError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Channel = Literal["left", "right"]

LONGEST_S: Final = 30 * 60
"""A recorded call is minutes long; more than half an hour is a mistake or an attack."""

LOWEST_HZ: Final = 8_000
HIGHEST_HZ: Final = 48_000

SILENCE_DBFS: Final = -120.0
"""What `level_dbfs` answers for digital silence: below one bit of 16 (-96 dBFS)."""

_ENCODINGS: Final = frozenset({"PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ALAW", "ULAW"})
_CONVERT: Final = "convert it, for example: ffmpeg -i THAT_FILE -ar 16000 -ac 1 -c:a pcm_s16le NEW.wav"
_STREAMED: Final = frozenset({0, 0xFFFFFFFF})
"""Data sizes written by recorders that never came back to fill in the header."""


@dataclass(frozen=True, slots=True)
class Waves:
    """Every channel as recorded: float32 of frames by channels at `hz`, 1.0 being full scale; `note` as below."""

    samples: NDArray[np.float32]
    hz: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sound:
    """What was read. `note` is "" or one sentence about a file that was usable, but not what its header says."""

    pcm: bytes
    note: str = ""

    @property
    def duration_s(self) -> float:
        return duration_s(self.pcm)


def duration_s(pcm: bytes) -> float:
    return len(pcm) / (BYTES_PER_SAMPLE * SAMPLE_RATE)


def level_dbfs(pcm: bytes) -> float:
    """Root mean square against full scale, in dB: 0 is a full-scale square wave, `SILENCE_DBFS` nothing at all."""
    import numpy as np

    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.float64)
    power = float(np.mean(samples * samples)) if samples.size else 0.0
    return max(SILENCE_DBFS, 10.0 * math.log10(power / 32768.0**2)) if power else SILENCE_DBFS


def read_wav(path: Path, channel: Channel | None = None) -> Sound:
    """House PCM of a WAV file: 8-48 kHz; PCM of 8, 16, 24 or 32 bits, float, or G.711; mono, or one `channel` of two.

    Raises WinbackError for anything that cannot be heard in full or in part: no file, no WAV, no audio, two channels
    without a choice, more than `LONGEST_S`, samples that are not numbers.
    """
    try:
        with path.open("rb") as file:
            source, note = _checked(path, file)
            pcm, silent_choice = _decoded(path, source, channel)
    except OSError as error:
        raise WinbackError(
            f"{path}: cannot be read ({error.strerror or error}); check the path and its rights"
        ) from error
    if not pcm:
        raise WinbackError(f"{path}: holds no audio; record it again or remove it")
    return Sound(pcm, "; ".join(part for part in (note, silent_choice) if part))


def read_waves(path: Path, longest_s: float, highest_hz: int) -> Waves:
    """A WAV file of one or two channels, nothing changed. Raises WinbackError as `read_wav` does."""
    import numpy as np

    try:
        with path.open("rb") as file:
            source, note = _checked(path, file)
            with _opened(path, source) as sound:
                _judge_format(path, sound, highest_hz)
                samples = sound.read(int(longest_s * sound.samplerate) + 1, dtype="float32", always_2d=True)
                hz = sound.samplerate
    except OSError as error:
        raise WinbackError(
            f"{path}: cannot be read ({error.strerror or error}); check the path and its rights"
        ) from error
    if len(samples) > longest_s * hz:
        raise WinbackError(f"{path}: is longer than {longest_s:.0f} s; record one text a file")
    if not len(samples):
        raise WinbackError(f"{path}: holds no audio; record it again or remove it")
    if not np.isfinite(samples).all():
        raise WinbackError(f"{path}: holds samples that are not numbers; {_CONVERT}")
    return Waves(samples, hz, note)


def _checked(path: Path, file: BinaryIO) -> tuple[BinaryIO, str]:
    """The file, or a copy with a mended header, and what was wrong with the header. Walks the RIFF chunks."""
    head = file.read(12)
    if len(head) < 12 or head[:4] not in {b"RIFF", b"RIFX", b"RF64"} or head[8:] != b"WAVE":
        raise WinbackError(f"{path}: is not a WAV file; {_CONVERT}")
    order: Literal["little", "big"] = "big" if head[:4] == b"RIFX" else "little"
    end = file.seek(0, os.SEEK_END)
    file.seek(12)
    while len(chunk := file.read(8)) == 8:
        size = int.from_bytes(chunk[4:], order)
        start = file.tell()
        if chunk[:4] == b"data":
            return _data_checked(path, file, size, end - start)
        file.seek(start + size + size % 2)
    raise WinbackError(f"{path}: is a WAV file without a data chunk, cut off in its header; copy or record it again")


def _data_checked(path: Path, file: BinaryIO, promised: int, present: int) -> tuple[BinaryIO, str]:
    """`file` stands behind the data chunk's header; sizes are in bytes."""
    start = file.tell()
    file.seek(0)
    if present <= 0:
        raise WinbackError(f"{path}: holds no audio, only a header; record it again or remove it")
    if promised == 0:
        # libsndfile believes a zero; the audio is there all the same, so the header is mended in memory.
        whole = bytearray(file.read(start + _byte_limit()))
        whole[start - 4 : start] = min(present, 0xFFFFFFFE).to_bytes(4, "little")
        return io.BytesIO(bytes(whole)), "the header was never finished; read to the end of the file"
    if promised > present:
        kind = "was never finished" if promised in _STREAMED else "promises more audio than the file holds"
        return file, f"the header {kind}; read to the end of the file"
    return file, ""


def _byte_limit() -> int:
    return LONGEST_S * HIGHEST_HZ * 2 * 8


def _decoded(path: Path, source: BinaryIO, channel: Channel | None) -> tuple[bytes, str]:
    with _opened(path, source) as sound:
        _judge_format(path, sound, HIGHEST_HZ)
        column, note = _column(path, sound, channel)
        return b"".join(_house_pcm(path, sound, column)), note


@contextmanager
def _opened(path: Path, source: BinaryIO) -> Iterator[Any]:
    import soundfile

    try:
        with soundfile.SoundFile(source) as sound:
            yield sound
    except soundfile.LibsndfileError as error:
        reason = str(error).split(": ")[-1].strip(" .")
        raise WinbackError(f"{path}: is a WAV file nobody can decode ({reason}); {_CONVERT}") from error


def _judge_format(path: Path, sound: Any, highest_hz: int) -> None:
    """What the header says."""
    if sound.subtype not in _ENCODINGS:
        raise WinbackError(f"{path}: is encoded as {sound.subtype}; {_CONVERT}")
    if not LOWEST_HZ <= sound.samplerate <= highest_hz:
        raise WinbackError(
            f"{path}: is sampled at {sound.samplerate} Hz; {LOWEST_HZ} to {highest_hz} Hz can be read; {_CONVERT}"
        )
    if sound.channels > 2:
        raise WinbackError(f"{path}: has {sound.channels} channels; one or two can be read; {_CONVERT}")


def _column(path: Path, sound: Any, channel: Channel | None) -> tuple[int, str]:
    """Which channel to take (0 left, 1 right)."""
    if sound.channels == 1:
        return 0, f"has one channel; {channel} was asked for" if channel else ""
    if channel is None:
        raise WinbackError(f"{path}: is stereo; say which channel the callee is on (channel: left or channel: right)")
    return (0 if channel == "left" else 1), ""


def _house_pcm(path: Path, sound: Any, column: int) -> Iterator[bytes]:
    """s16le at SAMPLE_RATE, second by second, so that a long stereo file never lies in memory as floats."""
    import numpy as np
    import soxr

    rate = sound.samplerate
    resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32") if rate != SAMPLE_RATE else None
    for seconds, block in enumerate(sound.blocks(blocksize=rate, dtype="float32", always_2d=True)):
        if seconds >= LONGEST_S:
            raise WinbackError(f"{path}: is longer than {LONGEST_S // 60} minutes; cut it into single calls")
        samples = np.ascontiguousarray(block[:, column])
        if not np.isfinite(samples).all():
            raise WinbackError(f"{path}: holds samples that are not numbers (around second {seconds}); {_CONVERT}")
        yield _to_s16(resampler.resample_chunk(samples) if resampler else samples)
    if resampler:
        yield _to_s16(resampler.resample_chunk(np.zeros(0, np.float32), last=True))


def _to_s16(samples: NDArray[np.float32]) -> bytes:
    import numpy as np

    # 32768 is libsndfile's own scale: 16-bit input at 16 kHz comes out bit for bit.
    pcm: bytes = np.clip(np.rint(samples * np.float32(32768)), -32768, 32767).astype("<i2").tobytes()
    return pcm


def write_wav(path: Path, channels: Sequence[bytes]) -> None:
    """House PCM as a 16-bit WAV, whole or not at all; a call is written as (callee, bot): left and right.

    Shorter channels are filled with silence. Raises WinbackError when the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                _write_frames(file, channels)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise WinbackError(
            f"{path}: cannot be written ({error.strerror or error}); check the disk and its rights"
        ) from error


def _write_frames(file: BinaryIO, channels: Sequence[bytes]) -> None:
    import numpy as np

    frames = np.zeros((max(len(pcm) for pcm in channels) // 2, len(channels)), dtype="<i2")
    for column, pcm in enumerate(channels):
        samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2")
        frames[: samples.size, column] = samples
    with wave.open(file, "wb") as out:
        out.setnchannels(len(channels))
        out.setsampwidth(BYTES_PER_SAMPLE)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(frames.tobytes())


def wav(pcm: bytes) -> bytes:
    """House PCM as the bytes of a mono WAV file."""
    buffer = io.BytesIO()
    _write_frames(buffer, [pcm])
    return buffer.getvalue()
