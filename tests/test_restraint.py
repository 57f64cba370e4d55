"""Terms, labels, names of lists and cut words stay; the slips beside them are mended."""

import pytest

from pipeline import Pipeline
from pipeline.edits import replacement
from pipeline.stages.spelling.caution import doubted_in_old_text, has_old_spellings
from pipeline.stages.spelling.restraint import restrained
from pipeline.stages.spelling.screening import unsound
from pipeline.text.tokens import tokenize

CLEANER = Pipeline()

SOUND = (
    "L'examen final pancanadien aura lieu au mois de mai, dit le collège.",
    "Il faut poser une sonde nasogastrique au patient avant la fin de la nuit.",
    "La classe pharmacothérapeutique de ce produit est indiquée sur la notice.",
    "Ce traitement est utilisé en chimioprophylaxie avant le départ des voyageurs.",
    "Des branches thématiques contribuées en parallèle sont plus simples à fusionner.",
    "Les séries contribuées par les membres sont lues par deux personnes.",
    "Vous finirez seuls et vaincus, grands éructants rudimentaires.",
    "La souche de Streptococcus pyogenes résiste à plusieurs traitements.",
    "On trouve aussi S. pyogenes dans la gorge de certains enfants.",
    'Le programme ajoute une étiquette "Pas-reponse" à la discussion.',
    "Le caporal Blanchard est mort.\nLefoulon a été entendu par les juges.",
    "Le débat est pollué : c'est la condition de notre indépendanc… https://t.co/abc",
    "L'un des deux conjoints n'a pas suff… https://t.co/abc",
    "Malgré le témoignag' flatteur de ma bonne, on me garde sous les verrous.",
    "Sorties du mois :\n- Chocola et Vanilla Vol.3\n- Pandala\n- Dofus Vol.5",
    "Les scénarii de cette série sont souvent creux.",
    "L'uréogénèse et la morphogénèse sont décrites dans ce chapitre.",
    "La delta ala déshydratase est nécessaire à la synthèse de l'hème.",
    "Voyez long-temps si l'on vous ouvrira ; je portai aussi-tôt la lettre.",
    "Il s'est encoublé dans le tapis, il est tombé loin.",
    "Les sites d'annonces comme bureauxlocaux, simplanter.fr et immo-hub.org sont gratuits.",
)

MENDED = (
    ("La mairie a versé deux millions d'eurospour les écoles.", "d'euros pour les"),
    ("Cettesolution permet de garder le lien avec les habitants.", "Cette solution permet"),
    ("Il existe deux jardinspublics au centre de la ville.", "deux jardins publics au"),
    ("Le maire s'est dit visiblement embarassé par la question.", "visiblement embarrassé par"),
    ("Le produit a été consideré comme un médicament.", "été considéré comme"),
    ("Les difficultées du club sont connues de tous les habitants.", "Les difficultés du"),
)


@pytest.mark.parametrize("text", SOUND)
def test_sound_words_stay(text: str) -> None:
    assert CLEANER.explain(text).text == text


@pytest.mark.parametrize(("text", "wanted"), MENDED)
def test_slips_beside_them_are_mended(text: str, wanted: str) -> None:
    assert wanted in CLEANER.explain(text).text


def _restrained(text: str, before: str, after: str, rule: str) -> float | None:
    start = text.index(before)
    edit = replacement(text, (start, start + len(before)), after, rule, 0.95, "")
    found = restrained(text, tokenize(text), edit)
    return None if found is None else found.confidence


@pytest.mark.parametrize(
    ("text", "before", "after", "rule"),
    [
        ("Au point que aujour'dhui rien ne va.", "aujour", "au jour", "SPL004"),
        ("Des anomalies, observales sur un cliché.", "observales", "observa les", "SPL004"),
        ("Paris a battu Lyon. Sonego a gagné.", "Sonego", "Son ego", "SPL004"),
        ("Le logiciel macantine est utile.", "macantine", "ma cantine", "SPL004"),
        ("Notre indépendanc… est en jeu.", "indépendanc", "indépendance", "SPL001"),
        ("Le cas de Streptococcus pyogenes.", "pyogenes", "pyogènes", "SPL002"),
    ],
)
def test_what_cannot_be_is_dropped(text: str, before: str, after: str, rule: str) -> None:
    assert _restrained(text, before, after, rule) is None


@pytest.mark.parametrize(
    ("text", "before", "after", "rule"),
    [
        ("Ce sont des mockbusters de l'époque.", "mockbusters", "blockbusters", "OCR001"),
        ("Les mechas sont sublimes.", "mechas", "méchas", "SPL002"),
    ],
)
def test_what_may_be_sound_is_proposed(text: str, before: str, after: str, rule: str) -> None:
    confidence = _restrained(text, before, after, rule)
    assert confidence is not None
    assert confidence < 0.88


def test_old_texts_keep_doubled_letters() -> None:
    text = "Elle se jetta à mes genoux, qu'elle embrassa très-étroitement."
    tokens = tokenize(text)
    start = text.index("jetta")
    edit = replacement(text, (start, start + 5), "jeta", "SPL001", 0.95, "")
    assert has_old_spellings(text, tokens, unsound(tokens))
    assert doubted_in_old_text(edit).confidence < 0.5
