"""One target's run, in a process of its own: the fuzzer never comes back, it ends the process.

    python -m tests.fuzz.run TARGET FOLDER [libFuzzer's own options…]

FOLDER keeps the inputs that reached something new (`corpus`) and the finds (`finds`). Ends with 0 when nothing was
found. An input that takes longer than ten seconds or two gigabytes is a find like an exception.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import atheris

WATCHED = ["veedor", "email", "zipfile", "html", "_markupbase", "xml", "defusedxml", "PIL", "json", "filetype"]
"""Packages whose branches and comparisons lead the fuzzer: ours, and what ours call that is written in Python."""
PLANT = "tests.fuzz.planted"
SECONDS, MEGABYTES = 10, 2000


def main() -> None:
    """Fuzz one target."""
    name, folder, *options = sys.argv[1:]
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    finds = Path(folder) / "finds"
    for made in (finds, Path(folder) / "corpus"):
        made.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=[*WATCHED, PLANT]):
        from tests.fuzz.planted import PLANTED
        from tests.fuzz.targets import TARGETS

        target = {**TARGETS, PLANTED.name: PLANTED}[name]
        parse = target.ready()
    again = [option for option in options if not option.startswith("-")]
    places = again or [str(folder) + "/corpus", _seeded(Path(folder), target.seeds())]
    words = Path(folder) / "words"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words or (b"VEEDOR",)), encoding="ascii")
    flags = [
        f"-artifact_prefix={finds}/",
        f"-timeout={SECONDS}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-dict={words}",
        f"-max_len={target.longest}",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    atheris.Setup([sys.argv[0], *flags, *(o for o in options if o.startswith("-")), *places], parse)
    atheris.Fuzz()


def _seeded(folder: Path, seeds: object) -> str:
    place = folder / "seeds"
    place.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds):  # type: ignore[call-overload]
        (place / f"{number:02}").write_bytes(seed)
    return str(place)


def _escaped(word: bytes) -> str:
    return "".join(chr(byte) if 32 < byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
