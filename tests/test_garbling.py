"""A garbled article comes out as the sound one does: eight ways to garble, and one at a time."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from benchmarks import garbling
from benchmarks.garbling import WAYS, fate
from pipeline.edits import Edit
from pipeline.encoding.mojibake import doubles, is_piece, reread
from pipeline.stages.encoding import encoding

SENTENCES = (
    "Le décret publié hier entre en vigueur dès la rentrée.",
    "Une baleine de quinze mètres s'est échouée près de Boulogne.",
    "Où étiez-vous quand l'évêque a béni la foule ?",
    "L’été dernier, les élus ont voté le budget à l’unanimité.",
    "« Ça suffit », a lâché le maître d'œuvre, très énervé.",
    "Ça et là, des pêcheurs réparaient leurs filets abîmés.",
    "La sœur aînée de l'accusé a été entendue à huis clos.",
    "Le théâtre rouvre mercredi après dix mois de travaux.",
    "À Nîmes, la préfète a signé l'arrêté et précisé les délais.",
    "Elle connaît bien le maire de Noël-Cerneux, où elle est née.",
    "Les forêts brûlées repoussent, mais l'écosystème est fragilisé.",
    "Le coût du chantier a été révisé à la hausse : 12 millions d'euros.",
    "Le naïf capitaine Haïk a reçu un canoë en août.",
    "Âgée de 98 ans, la doyenne a fêté son anniversaire à l’hôpital.",
    "Il a dû renoncer, faute d'électricité, à l'idée d’un spectacle gratuit…",
    "Le procès s'ouvrira lundi ; l’avocat n'a pas souhaité réagir.",
    "Des dégâts ont été constatés jusqu'à la mer – même au-delà.",
    "Le musée, fermé depuis l’épidémie, accueillera des lycéens.",
    "Plusieurs blessés légers ont été évacués vers Besançon.",
    "La récolte sera mûre plus tôt que prévu, selon les maraîchers.",
    "Le garçon reçoit une leçon de français chaque après-midi.",
    "L'aéroport et la gare sont reliés par un tramway flambant neuf.",
    "États et régions se sont mis d'accord à l'issue d’un débat animé.",
    "Son père, ouvrier, lisait « L’Équipe » et buvait du café noir.",
)  # fmt: skip


ESCAPES = sorted(way for way in WAYS if "entities" in way)


@st.composite
def articles(draw):
    """Draw an article: a few sentences in paragraphs."""
    chosen = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8, unique=True))
    return "".join(s + draw(st.sampled_from([" ", "\n", "\n\n"])) for s in chosen).strip()


@given(articles(), st.sampled_from(sorted(WAYS)))
def test_a_garbled_article_comes_out_as_the_sound_one(article, way):
    garbled = WAYS[way](article)
    found = fate(article, pipeline.clean(article), garbled, pipeline.clean(garbled))
    assert found.lost == []
    assert found.spoiled == []


@given(articles(), st.sampled_from(sorted(WAYS)), st.randoms(use_true_random=False))
def test_an_article_garbled_here_and_there_is_not_spoiled(article, way, random):
    """Some words are sound, some garbled: editors paste, and programs mend half."""
    words = [WAYS[way](w) if random.random() < 0.5 else w for w in article.split(" ")]
    garbled = " ".join(words)
    assert fate(article, pipeline.clean(article), garbled, pipeline.clean(garbled)).spoiled == []


@given(articles(), st.sampled_from(sorted(WAYS)), st.sampled_from(ESCAPES))
def test_a_garbled_article_that_a_page_then_escaped_comes_out_as_the_sound_one(
    article, way, escape
):
    garbled = WAYS[escape](WAYS[way](article))
    assert pipeline.clean(garbled).split() == pipeline.clean(article).split()


@pytest.mark.parametrize(
    ("garbled", "sound"),
    [
        ("Le d&#233;cret publi&#233; hier.", "Le décret publié hier."),
        (
            "Une baleine de 15 mÃ¨tres s'Ã©choue sur la plage.",
            "Une baleine de 15 mètres s'échoue sur la plage.",
        ),
        ("La loi vot&#xE9;e &#xE0; la h&#xE2;te.", "La loi votée à la hâte."),
        ("Un projet abandonn&eacute;, puis relanc&eacute;.", "Un projet abandonné, puis relancé."),
        ("Le mus√©e a √©t√© cambriol√© lundi.", "Le musée a été cambriolé lundi."),
        ("Il a ├®t├® re├ºu ├á No├½l.", "Il a été reçu à Noël."),
        ("Personne ne sait o√π il est.", "Personne ne sait où il est."),
        ("Sa s≈ìur vit sur l'√Æle d'Yeu.", "Sa sœur vit sur l'île d'Yeu."),
        ("La pr├®f├¿te a sign├® l'arr├¬t├® ├á N├«mes.", "La préfète a signé l'arrêté à Nîmes."),
        ("LÔÇÖ├®t├® sera chaud, dÔÇÖapr├¿s elle.", "L’été sera chaud, d’après elle."),
        ("Il a d├╗ partir, on ne sait o├╣.", "Il a dû partir, on ne sait où."),
        ("L'ÃŽle-de-France a Ã©tÃ© touchÃ©e.", "L'Île-de-France a été touchée."),
        ("Le cÅ“ur du rÃ©acteur, nÅ“ud du dÃ©bat.", "Le cœur du réacteur, nœud du débat."),
        ("Le maire est indiqu&amp;#233; et cit&amp;#233;.", "Le maire est indiqué et cité."),
        ("Il a indiqu&#195;&#169; sa nationalit&#195;&#169;.", "Il a indiqué sa nationalité."),
    ],
)
def test_a_garbled_word_comes_back_and_nothing_is_doubled(garbled, sound):
    assert pipeline.clean(garbled) == sound


@pytest.mark.parametrize(
    "text",
    [
        "Il a indiqu╘ que son supermarch╘ ferme.",
        "Le trafic, perturb┤ depuis lundi, a repris ; le march┤ aussi.",
    ],
)
def test_a_letter_garbled_beyond_repair_is_not_written_again(text):
    """Encodings that nobody reads back: better left than *perturbé├ę*."""
    assert pipeline.clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "On sait que √π vaut 1,77 et que √Ω n’est rien.",
        "Le dossier :\n├── École\n│   ├── Élèves\n└── Été",
        "┌──┐ Le cadre ├┤ et └──┘ est dessiné.",
        "La fonction ƒ(x) tend vers ≈∞ quand ¬p.",
        "La lettre Γ est grecque, Ôé et Ôde ne le sont pas.",
        "Ses guillemets ‚été‘ sont allemands.",
        "São Paulo et l'ÎLE-DE-FRANCE, À NOËL.",
    ],
)
def test_what_only_looks_garbled_stays(text):
    assert pipeline.clean(text) == text


def test_each_garbled_letter_is_an_edit_of_its_own():
    text = "La pr├®f├¿te a sign├® l'arr├¬t├®."
    assert [(e.before, e.after) for e in encoding(pipeline.Document(text))] == [
        ("├®", "é"),
        ("├¿", "è"),
        ("├®", "é"),
        ("├¬", "ê"),
        ("├®", "é"),
    ]


@given(st.text("a√π¬∞├┤─│ÔÇÖ©é≈ì‚Ä ", max_size=12))
def test_rereading_yields_disjoint_spans_in_order(text):
    end = 0
    for found in reread(text):
        assert end <= found.start < found.end <= len(text)
        assert len(found.text) == 1
        end = found.end


def test_pieces_of_garbled_words():
    assert is_piece("publi├ę", 0, 5)
    assert is_piece("├ęlu", 2, 4)
    assert not is_piece("« publi, »", 2, 7)
    assert not is_piece("publi", 0, 5)
    assert doubles("publi├ę", Edit(0, 5, "publi", "publié", "X", 0.9))
    assert not doubles("publi├ę", Edit(0, 4, "publ", "puhl", "X", 0.9))


def test_the_benchmark_says_what_it_measures(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(garbling, "DEV", tmp_path)
    assert garbling.main([]) == 2
    assert "no articles in" in capsys.readouterr().err
    (tmp_path / garbling.FILE).write_text(json.dumps({"text": SENTENCES[0]}), encoding="utf-8")
    assert garbling.main([]) == 0
    table = capsys.readouterr().out.splitlines()
    assert len(table) == 1 + len(WAYS)
    assert all(row.split()[-3:] == ["10", "100.00%", "0.0"] for row in table[1:])


def test_fate_counts_words_that_are_lost_and_words_that_are_made_up():
    found = fate("un été sec", "un été sec", "un &#233;t&#233; sec", "un éété sec")
    assert found == (3, [("été", "éété")], ["éété"])
