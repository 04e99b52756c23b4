"""The sample collection holds what it promises: invented, marked on every page, labelled to the word, repeatable."""

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from stdnum.pe import ruc

from veedor.extraction.fields import FIELDS
from veedor.values.norm_ids import NormId

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
IDS = sorted(path.stem for path in (SAMPLES / "texts").glob("*.txt"))
SHORT = "07-carta-respuesta-2024"


def run(out, *extra):
    return subprocess.run(
        [sys.executable, str(SAMPLES / "build.py"), str(out), *extra], capture_output=True, text=True, check=False
    )


def folded(text):
    return " ".join(text.split())


def pages(path):
    with pypdfium2.PdfDocument(path) as document:
        found = []
        for page in document:
            text = page.get_textpage()
            found.append(text.get_text_range())
            text.close()
            page.close()
        return found


def label(sample):
    return json.loads((SAMPLES / "labels" / f"{sample}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def digital(tmp_path_factory):
    out = tmp_path_factory.mktemp("digital")
    done = run(out, "--no-scans")
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def short_twice(tmp_path_factory):
    outs = [tmp_path_factory.mktemp(name) for name in ("once", "again")]
    for out in outs:
        done = run(out, "--only", SHORT)
        assert done.returncode == 0, done.stderr
    return outs


def test_every_text_has_its_labels_and_there_are_at_least_twelve():
    assert len(IDS) >= 12
    assert [path.stem for path in sorted((SAMPLES / "labels").glob("*.json"))] == IDS


@pytest.mark.parametrize("sample", IDS)
def test_every_page_says_that_it_is_a_sample(digital, sample):
    texts = [folded(text) for text in pages(digital / "digital" / f"{sample}.pdf")]
    assert texts
    for text in texts:
        assert "DOCUMENTO DE MUESTRA" in text
        assert "las empresas, personas, lugares y números son inventados" in text


@pytest.mark.parametrize("sample", IDS)
def test_quotes_stand_in_the_text_of_the_paper(digital, sample):
    text = folded(" ".join(pages(digital / "digital" / f"{sample}.pdf")))
    assert [fact["quote"] for fact in label(sample)["facts"] if folded(fact["quote"]) not in text] == []


@pytest.mark.parametrize("sample", IDS)
def test_tax_numbers_are_invented_and_valid_unless_the_labels_say_wrong(digital, sample):
    text = " ".join(pages(digital / "digital" / f"{sample}.pdf"))
    # the number of a request can have eleven digits as well
    others = {fact["value"] for fact in label(sample)["facts"] if fact["field"] == "request_number"}
    numbers = set(re.findall(r"\b\d{11}\b", text)) - others
    numbers |= {fact["value"]["ruc"] for fact in label(sample)["facts"] if "ruc" in dict_of(fact["value"])}
    # until 2000 a tax number had eight digits and no check digit to test
    old = {number for number in numbers if len(number) == 8}
    assert all(number.startswith("9999") for number in old)
    wrong = set(label(sample).get("wrong_numbers", []))
    assert wrong <= numbers
    for number in numbers - old:
        assert number.startswith("209999")
        assert ruc.is_valid(number) == (number not in wrong)


@pytest.mark.parametrize("sample", IDS)
def test_identity_numbers_and_norms_of_the_samples_are_out_of_use(digital, sample):
    text = folded(" ".join(pages(digital / "digital" / f"{sample}.pdf")))
    for number in re.findall(r"(?:D\.?N\.?I\.?|C\.?I\.?P\.?) N[º°] (\d+)", text):
        assert number.startswith("9999")
    approving = [fact["value"] for fact in label(sample)["facts"] if fact["field"] == "approved_by"]
    assert all(norm.startswith("RM 99") for norm in approving)


def dict_of(value):
    return value if isinstance(value, dict) else {}


def check_value(name, value):
    field = FIELDS[name]
    match field.kind:
        case "word":
            assert value in field.choices
        case "text":
            assert folded(value) == value
        case "flag":
            assert value is True
        case "date":
            assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value)
        case "duration":
            assert re.fullmatch(r"P\d+[YMD]", value)
        case "norm":
            assert str(NormId.parse(value)) == value
        case "record":
            wanted = {key for key in field.keys if not key.endswith("?")}
            allowed = {key.rstrip("?") for key in field.keys}
            assert wanted <= set(value) <= allowed
            for key, choices in field.key_choices:
                assert key not in value or value[key] in choices


@pytest.mark.parametrize("sample", IDS)
def test_labels_are_legal_values_of_known_fields(sample):
    found = label(sample)
    assert found["id"] == sample
    assert found["exhaustive"] is True
    for fact in found["facts"]:
        check_value(fact["field"], fact["value"])
    for neutral in found["neutral"]:
        assert neutral["field"] in FIELDS
    told = Counter((fact["field"], fact.get("of")) for fact in found["facts"])
    for (name, _instrument), count in told.items():
        assert FIELDS[name].many or count == 1, f"{name} has one true value"
    said = [json.dumps([fact["field"], fact["value"], fact.get("of")]) for fact in found["facts"]]
    assert len(said) == len(set(said))


def test_every_field_but_those_of_rulings_stands_in_some_label():
    labelled = {fact["field"] for sample in IDS for fact in label(sample)["facts"]}
    assert {name for name, field in FIELDS.items() if field.group != "ruling"} - labelled == set()


@pytest.mark.parametrize("sample", IDS)
def test_an_obligation_stands_in_the_words_of_the_paper(sample):
    for fact in label(sample)["facts"]:
        if fact["field"] == "obligation":
            assert fact["value"]["what"] in fact["quote"]


def test_cited_norms_of_use_of_force_are_also_legal_basis():
    for sample in IDS:
        facts = label(sample)["facts"]
        basis = {fact["value"] for fact in facts if fact["field"] == "legal_basis"}
        for fact in facts:
            if fact["field"] == "use_of_force":
                assert set(fact["value"]["cites"]) <= basis


def test_the_same_bytes_on_every_run(short_twice):
    once, again = (
        {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
        for out in short_twice
    )
    assert len(once) == 5
    assert once == again


def test_another_seed_gives_another_scan_of_the_same_paper(short_twice, tmp_path):
    assert run(tmp_path, "--only", SHORT, "--seed", "7").returncode == 0
    scanned, typed = f"scans/{SHORT}-escaneado.pdf", f"digital/{SHORT}.pdf"
    assert (tmp_path / scanned).read_bytes() != (short_twice[0] / scanned).read_bytes()
    assert (tmp_path / typed).read_bytes() == (short_twice[0] / typed).read_bytes()


def test_the_manifest_names_every_file(short_twice):
    out = short_twice[0]
    lines = dict(line.split("  ")[::-1] for line in (out / "ALL.txt").read_text().splitlines())
    files = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()} - {"ALL.txt"}
    assert set(lines) == files
    for name, digest in lines.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest


def test_a_scan_is_a_picture_without_text(short_twice):
    path = short_twice[0] / "scans" / f"{SHORT}-escaneado.pdf"
    assert [folded(text) for text in pages(path)] == [""] * len(pages(short_twice[0] / "digital" / f"{SHORT}.pdf"))
    with pypdfium2.PdfDocument(path) as document:
        kinds = [item.type for item in document[0].get_objects()]
    assert kinds == [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]


def test_scan_labels_carry_the_scan_s_name(short_twice):
    name = f"{SHORT}-escaneado"
    scanned = json.loads((short_twice[0] / "labels-scans" / f"{name}.json").read_text(encoding="utf-8"))
    assert scanned == {**label(SHORT), "id": name}


def test_an_unknown_sample_is_refused_in_one_sentence(tmp_path):
    done = run(tmp_path, "--only", "none-such")
    assert done.returncode == 2
    assert done.stderr.startswith("build: no sample 'none-such'")
    assert list(tmp_path.iterdir()) == []
