"""One key for all forms of a Spanish word: what a search compares instead of letters.

`Convenios`, `CONVENIO` and `convenio` have one key, and so have `suscrito` and `suscribirá`. Accents never count: a key
is made from the word without them, so that it is the same however somebody types. The Snowball stemmer does most of
it; it was made for words with their accents and for general text, and the rules before it mend what that costs here:
plurals of `vez` and `imagen`, futures and preterites that lost their accent, verbs that change inside (`resuelve`), and
words of the law that it takes for forms of others (`seguro` and `seguridad`, `plazo` and `plaza`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from snowballstemmer.spanish_stemmer import SpanishStemmer

_LONGEST = 60
"""Letters of a word that count: what is longer is no word."""

_PLURALS = (
    (re.compile(r"(?<=[aeiou])ces$"), "z"),
    (re.compile(r"(i?on|en|ar|ad|or|er|es|un|[aeiou][ly])es$"), r"\1"),
    (re.compile(r"^([a-z]{2,3}[aeo])s$"), r"\1"),
    (re.compile(r"^([a-z]i[ao])s$"), r"\1"),
    (re.compile(r"(?<=[dt]ero)s$|(?<=s[ao])s$"), ""),
)
"""Plurals that Snowball leaves, or cuts otherwise than their singular: `jueces`, `imagenes`, `soles`, `armas`."""

_KEPT = frozenset({
    "autor", "banca", "carga", "cargo", "comun", "cuento", "derecha", "efecto", "mesa", "monte", "muestra", "parto",
    "plaza", "seguro", "sola", "solo",
})  # fmt: skip
"""Words that Snowball takes for forms of `banco`, `cuenta`, `derecho`…: they are their own key, in the singular."""

_OWN = re.compile(r"(?:idad|cion|sion)$")
"""Endings of words that are no form of another: `seguridad` is not `seguro`, `publicacion` not `publico`."""

_CUT = (
    re.compile(r"(.+iv)[oa]s?$"),
    re.compile(r"(.+ic)[oa]s?$"),
)
"""Adjectives of which Snowball cuts too much: `efectivo` would be `efecto`, `comunica` be `comun`."""

_E, _A = "(?:e|en)", "(?:a|an|o|ia|ian)"
_IRREGULAR = (
    (re.compile(r"^(su|in|ad|de|pre|tran|circun)scri(?:t|pt)[oa]s?$"), r"\1scrib"),
    (re.compile(r"^(.*)uelt[oa]s?$"), r"\1olv"),
    (re.compile(r"^(.*)uelv(?:e|en|a|an|o|es)$"), r"\1olv"),
    (re.compile(r"^renuev(?:e|en|a|an|o|es|as)$"), "renov"),
    (re.compile(r"^(pro|re|con)muev(?:e|en|a|an)$"), r"\1mov"),
    (re.compile(r"^(dis|ex|pro|com|o|contra)puest[oa]s?$"), r"\1pon"),
    (re.compile(r"^(dis|ex|pro|com|o|im)pu(?:so|sieron|siera|siere)$"), r"\1pon"),
    (re.compile(r"^(.*)pondr(?:a|an|ia|ian|emos)$"), r"\1pon"),
    (re.compile(r"^(.*)pong(?:a|an|o)$"), r"\1pon"),
    (re.compile(rf"^(inter|con|pre|pro|sobre|re)v(?:ien{_E}|endr{_A}|in(?:o|ieron|iera|iendo)|eng{_A})$"), r"\1ven"),
    (re.compile(rf"^(man|con|ob|de|sos|re)t(?:ien{_E}|endr{_A}|uv(?:o|ieron|iera|iere)|eng{_A})$"), r"\1ten"),
    (re.compile(r"^(.*[lrnt]i)c(?:e|en)$"), r"\1z"),
    (re.compile(r"^(im|des|ex|)pid(?:e|en|io|ieron|iendo|a|an|o)$"), r"\1ped"),
    (re.compile(r"^(con|per|pro|)sig(?:ue|uen|uio|uieron|uiendo|a|an|o)$"), r"\1segu"),
    (re.compile(r"^elig(?:e|en|io|ieron|iendo)$|^elij(?:a|an|o)$"), "eleg"),
    (re.compile(r"^(con|pro|tra|re|intro|in|de)du(?:j|zc)(?:o|eron|era|a|an)$"), r"\1duc"),
    (re.compile(r"^(trans|re|con|di|in|pre|pro)f(?:ier(?:e|en|a|an)|iri(?:o|eron|era))$"), r"\1fer"),
    (re.compile(r"^requi(?:er(?:e|en|a|an)|ri(?:o|eron|era))$"), "requer"),
    (re.compile(r"^(a|com|des|re)prueb(?:a|an|e|en)$"), r"\1prob"),
    (re.compile(r"^(a|con|re)cuerd(?:a|an|e|en)$"), r"\1cord"),
    (re.compile(r"^(de)muestr(?:a|an|e|en)$"), r"\1mostr"),
    (re.compile(r"^encuentr(?:a|an|e|en)$"), "encontr"),
    (re.compile(r"^(.*[aeo])zc(?:a|an|o)$"), r"\1c"),
)  # fmt: skip
"""Verbs that change inside, and the stem of their infinitive."""

_FUTURE_IR = re.compile(r"^(.{3,})ir(?:a|an|e|emos|ia|ian)$")
_NO_IR = re.compile(r"(?:^|re|ad|as|ins|ex|con|sus|trans|res)(?:tir|mir|gir|pir|vir|spir)$|delir$|mentir$")
"""`retira` is of `retirar`, not of `retir`."""
_FUTURE_ER = re.compile(
    r"^(.*(?:[aeo]c|ejerc|venc|olv|oteg|ecog|acog|deb|end|ond|ced|met|corr|le|prend|tend|mov))er(?:a|an|e|emos|ia|ian)$"
)
_PRETERITE = re.compile(
    r"^(.*(?:crib|cib|scind|mov|jerc|noc|venc|[^pr]ec|roteg|um|cumpl|mit|nced|oced|xced|olv|curr|scut|efin|quir|xig|irig|bat|orr|rend|ometi?))io$"
)

_STEMMER = SpanishStemmer()


@lru_cache(maxsize=200_000)
def word_key(word: str) -> str:
    """The key of a folded word (`values.folding.fold`); numbers and words of up to three letters are their own."""
    word = word[:_LONGEST]
    if len(word) <= 3 or not word.isalpha():
        return word
    for plural, singular in _PLURALS:
        if plural.search(word):
            word = plural.sub(singular, word)
            break
    if word in _KEPT or word.removesuffix("s") in _KEPT:
        return word.removesuffix("s")
    if _OWN.search(word):
        return word
    for ending in _CUT:
        if found := ending.match(word):
            return found[1]
    for pattern, stem in _IRREGULAR:
        if pattern.match(word):
            return pattern.sub(stem, word)
    if (found := _FUTURE_IR.match(word)) and not _NO_IR.search(f"{found[1]}ir"):
        return found[1]
    if found := _FUTURE_ER.match(word) or _PRETERITE.match(word):
        return found[1]
    return str(_STEMMER.stemWord(word))


EMPTY = frozenset({
    "a", "al", "ante", "con", "de", "del", "e", "el", "en", "la", "las", "lo", "los", "o", "para", "por", "que", "se",
    "sin", "su", "sus", "u", "un", "una", "y",
})  # fmt: skip
"""Words that stand in nearly every sentence: outside of quotation marks a search does not ask for them."""
