"""Files inside PDFs, and PDFs behind passwords."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from tests.documents import made
from veedor.documents import Limits, page_image, read, sandbox, unpack
from veedor.documents.errors import EncryptedFileError, LimitExceededError, TruncatedFileError, UnsafeArchiveError
from veedor.documents.passwords import PasswordsError, passwords_in


def _with_files(path: Path, *files: tuple[str, bytes], noted: bool = False) -> Path:
    """A PDF with files attached to it, or (`noted`) to its first page."""

    def change(pdf: pikepdf.Pdf) -> None:
        for name, data in files:
            spec = pikepdf.AttachedFileSpec(pdf, data, filename=name)
            if noted:
                note = pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9], FS=spec.obj
                )
                pdf.pages[0].obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))
            else:
                pdf.attachments[name] = spec

    return made.change(made.pdf(path), change)


def _inside(path: Path, tmp_path: Path, **more: object) -> dict[str, object]:
    folder = tmp_path / "out"
    folder.mkdir(exist_ok=True)
    return {m.name: m.path.read_bytes() if m.path else type(m.error) for m in unpack(path, folder, **more)}


@pytest.mark.parametrize("noted", [False, True])
def test_files_inside_a_pdf_are_members(tmp_path: Path, noted: bool) -> None:
    """Attached to the document or to a page; the PDF itself is read as any."""
    path = _with_files(tmp_path / "a.pdf", ("anexo n.º 1.txt", b"hola"), noted=noted)
    result = read(path)
    assert result.holds_files
    assert result.reading.text.startswith(made.FIRST)
    assert _inside(path, tmp_path) == {"anexo n.º 1.txt": b"hola"}


def test_an_ordinary_pdf_holds_none(tmp_path: Path) -> None:
    """No second process is started for it."""
    assert not read(made.pdf(tmp_path / "a.pdf")).holds_files


def test_a_file_that_is_named_twice_comes_once(tmp_path: Path) -> None:
    """In the document's list and on a page: one member."""
    path = _with_files(tmp_path / "a.pdf", ("a.txt", b"hola"))

    def also_on_a_page(pdf: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment, FS=pdf.attachments["a.txt"].obj)
        pdf.pages[0].obj.Annots = pikepdf.Array([note, pikepdf.Dictionary(), 7])

    made.change(path, also_on_a_page)
    assert _inside(path, tmp_path) == {"a.txt": b"hola"}


def test_bombs_and_damage_inside_a_pdf(tmp_path: Path) -> None:
    """Each is a line of its own; the file beside it comes out."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        good = pikepdf.AttachedFileSpec(pdf, b"hola", filename="c.txt")
        bomb = pikepdf.AttachedFileSpec(pdf, b"\0" * 20_000_000, filename="a.bin")
        broken = pikepdf.AttachedFileSpec(pdf, b"x" * 900, filename="b.bin")
        broken.obj.EF.F.write(b"no such thing", filter=pikepdf.Name.FlateDecode)
        for name, spec in (("a", bomb), ("b", broken), ("c", good)):
            pdf.attachments[name] = spec

    path = made.change(made.pdf(tmp_path / "a.pdf"), spoil)
    assert _inside(path, tmp_path) == {"a.bin": UnsafeArchiveError, "b.bin": TruncatedFileError, "c.txt": b"hola"}
    with pytest.raises(LimitExceededError, match="VEEDOR_MAX_MEMBERS"):
        _inside(path, tmp_path, limits=replace(Limits(), members=1))


# ---------------------------------------------------------------- passwords


def _locked(path: Path, word: str = "clave ñ", revision: int = 6) -> Path:
    _with_files(path, ("a.txt", b"hola"))
    return made.change(path, lambda _: None, encryption=pikepdf.Encryption(owner="dueño", user=word, R=revision))


@pytest.mark.parametrize("revision", [4, 6])
def test_a_locked_pdf_opens_with_one_of_the_passwords(tmp_path: Path, revision: int) -> None:
    """Read, shown, unpacked; the reading says that it took a password, and not which."""
    path = _locked(tmp_path / "a.pdf", revision=revision)
    words = ("otra", "clave ñ")
    reading = read(path, passwords=words).reading
    assert reading.text.startswith(made.FIRST)
    assert any("with a password" in note for note in reading.notes)
    assert not any("clave" in note for note in reading.notes)
    assert made.shown(page_image(path, 1, 72, passwords=words)).size == (595, 842)
    assert _inside(path, tmp_path, passwords=words) == {"a.txt": b"hola"}


@pytest.mark.parametrize(("words", "told"), [((), "needs a password"), (("x", "y"), "another password than the 2")])
def test_without_the_password_it_is_a_sentence(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    """It says what to do next."""
    path = _locked(tmp_path / "a.pdf")
    with pytest.raises(EncryptedFileError, match=told) as caught:
        read(path, passwords=words)
    assert "--password-file" in caught.value.hint


def test_passwords_are_no_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lists processes must not see them."""
    seen: list[list[str]] = []
    real = sandbox.subprocess.Popen

    def watched(words: list[str], **more: object) -> object:
        seen.append(list(words))
        return real(words, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(sandbox.subprocess, "Popen", watched)
    read(_locked(tmp_path / "a.pdf"), passwords=("clave ñ",))
    assert seen
    assert not any("clave" in word for words in seen for word in words)


def test_a_file_of_passwords(tmp_path: Path) -> None:
    """One a line, each once, spaces kept; what is no such file is a sentence."""
    path = tmp_path / "p.txt"
    path.write_bytes("\ufeffuno\r\n\r\n dos tres \nuno\n".encode())
    assert passwords_in(path) == ("uno", " dos tres ")
    for wrong in (b"\xff\xfe\x00", b"a\x00b", b"x" * 2000, b"".join(b"%d\n" % n for n in range(2000))):
        path.write_bytes(wrong)
        with pytest.raises(PasswordsError):
            passwords_in(path)
    with pytest.raises(PasswordsError, match="cannot be opened"):
        passwords_in(tmp_path / "nothing")
