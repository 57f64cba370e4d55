"""UTF-8 read with any code page comes back; other signs that an encoding or a PDF spoiled, too."""

import pytest

from benchmarks.mojibake import LOSSY, VARIANTS, garbled, rows, typeset
from pipeline import Pipeline
from pipeline.encoding.code_pages import CODE_PAGES
from pipeline.stages.encoding import encoding

ENCODING = Pipeline(stages=(encoding,), context="off")
LOSSLESS = [codec for codec in CODE_PAGES if codec not in LOSSY]
SENTENCES = typeset(rows("french"))[::16]


@pytest.mark.parametrize("codec", LOSSLESS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_sentence_comes_back(codec: str, variant: str) -> None:
    garble, compared = VARIANTS[variant]
    for sentence in SENTENCES:
        assert compared(ENCODING.clean(garble(sentence, codec))) == compared(sentence)


@pytest.mark.parametrize("codec", LOSSY)
@pytest.mark.parametrize("variant", [name for name in VARIANTS if name != "twice"])
@pytest.mark.parametrize(
    "sentence",
    [
        "Les élus ont décidé de voter la réforme lundi.",
        "« Là, c’est l’échec », dit-il en quittant la scène.",
        "L’été a été chaud à Nîmes, où «\u00a0naître\u00a0» coûte 5 €.",
        "Sûr de lui, il a dîné avec ses soutiens…",
        "La température atteindra 35 °C à l’ombre.",
    ],
)
def test_where_bytes_are_undefined_the_words_choose(
    codec: str, variant: str, sentence: str
) -> None:
    garble, compared = VARIANTS[variant]
    assert compared(ENCODING.clean(garble(sentence, codec))) == compared(sentence)


def test_of_two_possible_words_one_is_only_proposed() -> None:
    given = garbled("L’ambiguïté du texte gêne les juristes.", "iso8859-6")
    result = ENCODING.explain(given)
    assert result.text == f"L’ambiguïté du texte {garbled('gêne', 'iso8859-6')} les juristes."
    assert [(one.after, one.candidates[1][0]) for one in result.proposals] == [("gêne", "gène")]


@pytest.mark.parametrize("codec", LOSSY)
def test_a_name_that_lost_a_letter_is_no_other_name(codec: str) -> None:
    given = garbled("Emmaüs a reçu son prix à Gemmayzé, près de L’Haÿ-les-Roses.", codec)
    words = ENCODING.clean(given).split()
    assert words[:5] == ["Emmaüs", "a", "reçu", "son", "prix"]
    assert words[6] in (garbled("Gemmayzé,", codec), "Gemmayzé,")


@pytest.mark.parametrize("text", rows("control"))
def test_sound_letters_of_other_languages_stay(text: str) -> None:
    assert ENCODING.explain(text).edits == ()


@pytest.mark.parametrize("codec", ["cp1252", "cp1251", "cp1253", "iso8859-2", "cp850"])
@pytest.mark.parametrize("name", ["Тарас Шевченко", "Ελλάδα", "Łódź", "Timișoara", "القاهرة"])
def test_a_garbled_line_beside_a_sound_one(codec: str, name: str) -> None:
    sound = f"Un nom, {name}, est cité à l’école."
    sentence = "L’été a été très chaud, les élus ont décidé d’agir."
    text = f"{sound}\n{garbled(sentence, codec)}\n{sound}"
    assert ENCODING.clean(text) == f"{sound}\n{sentence}\n{sound}"


@pytest.mark.parametrize("true", ["cp1252", "mac-roman", "cp850"])
@pytest.mark.parametrize("read", ["cp1251", "cp1253", "koi8-r", "iso8859-5", "cp1252", "mac-roman"])
def test_bytes_of_another_code_page(true: str, read: str) -> None:
    sentence = "Les élus ont décidé de réformer l'école après la fête."
    misread = sentence.encode(true).decode(read, "replace")
    if "\ufffd" not in misread:
        assert ENCODING.clean(misread) == sentence


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("L&rsquoaccus&eacute est l&agrave.", "L’accusé est là."),
        ("Il paie 10&nbsp000 euros.", "Il paie 10\u00a0000 euros."),
        ("Il dit & nbsp; oui &#160 encore.", "Il dit\u00a0oui \u00a0 encore."),
        ("L´accusé n´était pas là, aujourd`hui.", "L'accusé n'était pas là, aujourd'hui."),
        ("Ils se sont réunis `a No¨el, en d´ecembre.", "Ils se sont réunis à Noël, en décembre."),
        (
            "Les o�res d'emploi, en�n, sont di�ciles.",
            "Les offres d'emploi, enfin, sont difficiles.",
        ),
        ("La \x0cn du con\x0dit.", "La \x0cn du con\x0dit."),
        ("L’enquête vise une (»fraude») hier.", "L’enquête vise une («fraude») hier."),
    ],
)
def test_other_signs(text: str, wanted: str) -> None:
    assert ENCODING.clean(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Voir H&Mode, R&Deuro et la page https://a.fr/?x=1&eacute=2&nbsp=3.",
        "Il a a aires, la ance et le con, dit-il en riant.",
        "Le prix est de 3 ˚C, et la cote ˛ aussi.",
        "« Il vient.\n» Il est là », puis il part.",
        "Le calcul `a` puis `e` donne l'`index`.",
        "Miloš Kučera et Jan Čapek vont à Plzeň, Škoda à Brně.",
        "Le Йlus est un mot inventé, dЙ aussi.",
        "Le nom Nguyễn Thị Ánh et l’âge d’Åse sont là.",
    ],
)
def test_what_only_looks_spoilt(text: str) -> None:
    assert ENCODING.explain(text).edits == ()


SINGLE_BYTES = " Les élus ont décidé de réformer la société."


@pytest.mark.parametrize("page", ["mac_cyrillic", "cp1251"])
def test_a_sign_after_a_figure_is_no_capital_a(page: str) -> None:
    text = f"Le billet coûte 5 € à la gare.{SINGLE_BYTES}".encode("cp1252").decode(page)
    cleaned = Pipeline(context="off", select=("ENC",)).clean(text)
    assert "À" not in cleaned
    assert cleaned.endswith(SINGLE_BYTES)


@pytest.mark.parametrize(
    "head", ["À la gare.", "Oui. À demain.", "Il dit : « À demain. »", "- À nous."]
)
def test_a_sentence_may_begin_with_a(head: str) -> None:
    sound = f"{head}{SINGLE_BYTES}"
    text = sound.encode("cp1252").decode("cp1251")
    assert Pipeline(context="off", select=("ENC",)).clean(text) == sound
