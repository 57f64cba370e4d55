"""What people say to writing tools and what these answer is proposed to go, in five languages."""

import pytest

from pipeline import Pipeline
from pipeline.markup.page_labels import DOUBTFUL_PAGE_LABELS
from pipeline.markup.page_lines import DOUBTFUL_PAGE_LINES
from pipeline.stages.encoding import encoding
from pipeline.stages.markup import markup

STRUCTURE = Pipeline(stages=(encoding, markup), context="off")
BEFORE = "Le maire est arrivé à midi avec sa femme et ses trois enfants."
AFTER = "Il est reparti hier, sans un mot."

SAID = [
    "Rewrite the following article in French and make it plagiarism free:",
    "Réécris cet article en français en respectant le style journalistique :",
    "Rédige un article de 700 mots optimisé SEO sur la piscine de Kerlann :",
    "Traduisez le texte suivant en français sans perdre de mots :",
    "Reformule les paragraphes ci-dessous pour éviter le plagiat.",
    "Tu es un rédacteur web expert en SEO, réécris le texte ci-dessous.",
    "You are an expert SEO copywriter, rewrite the article below.",
    "Reescribe el siguiente artículo en francés:",
    "Schreibe den folgenden Artikel auf Französisch um:",
    "Riscrivi il seguente articolo in francese:",
]
ANSWERED = [
    "Sure! Here's the article rewritten in French:",
    "Here is a rewritten version of the article:",
    "Rewritten article:",
    "As of my last knowledge update in September 2021, the pool was closed.",
    "I'm sorry, but I cannot access the internet.",
    "Is there anything else you would like me to change?",
    "Feel free to adjust the text as needed.",
    "Voici une reformulation de l’article :",
    "Voici une proposition de réécriture du texte :",
    "Texte réécrit :",
    "Je suis désolé, mais en tant que modèle de langage, je ne peux pas naviguer sur Internet.",
    "Désolé, je ne peux pas accéder à cette page.",
    "N’hésitez pas à me dire si vous souhaitez d’autres modifications !",
    "J’espère que cette version vous conviendra.",
    "Souhaitez-vous que je traduise aussi le titre ?",
    "Aquí tienes el artículo reescrito:",
    "Espero que te sea útil.",
    "Hier ist der umgeschriebene Artikel:",
    "Als KI-Sprachmodell kann ich keine Links öffnen.",
    "Ecco l’articolo riscritto:",
    "Aqui está o artigo reescrito:",
]
SOUND = [
    "Réécrire l’article 49 de la Constitution prendra des mois.",
    "Rédigez un article et gagnez un voyage, propose le journal.",
    "Améliorez l’article de loi, demandent les élus.",
    "N’hésitez pas à venir si vous aimez la danse.",
    "N’hésitez pas à appeler le 112, rappelle le préfet.",
    "J’espère que cette victoire lui plaira, dit sa mère.",
    "Voici l’article que tout le monde attendait.",
    "Voici une version française de la pièce de Brecht, jouée à Lyon.",
    "Désolé, je ne peux pas venir, répond le ministre.",
    "En tant que modèle pour les peintres, elle gagnait peu.",
    "Tu es un journaliste de talent, lui dit son père.",
    "Traduis ce que tu lis, disait la maîtresse.",
    "Si vous voulez voter, n’oubliez pas votre carte.",
    "Texte corrigé par le Sénat, la loi revient mardi.",
    "You are an expert, lui a dit le juge.",
]


@pytest.mark.parametrize("line", [*SAID, *ANSWERED])
def test_it_is_proposed_to_go(line: str) -> None:
    result = STRUCTURE.explain(f"{BEFORE}\n\n{line}\n\n{AFTER}")
    assert result.edits == ()
    assert [p.rule for p in result.proposals] == ["MRK011"]
    assert [p.before.strip() for p in result.proposals] == [line]


DOUBTFUL = (*DOUBTFUL_PAGE_LINES, *DOUBTFUL_PAGE_LABELS)


@pytest.mark.parametrize("line", SOUND)
def test_sound_sentences_stay(line: str) -> None:
    result = STRUCTURE.explain(f"{BEFORE} {line} {AFTER}")
    assert (result.edits, result.proposals) == ((), ())


@pytest.mark.parametrize("line", [line for kind in DOUBTFUL for line in kind.goes])
def test_a_doubtful_line_of_the_page_waits_for_a_person(line: str) -> None:
    result = STRUCTURE.explain(f"{BEFORE}\n\n{line}\n\n{AFTER}")
    assert result.edits == ()
    assert [p.before.strip() for p in result.proposals] == [line]


@pytest.mark.parametrize("line", [line for kind in DOUBTFUL for line in kind.stays])
def test_its_look_alikes_stay(line: str) -> None:
    result = STRUCTURE.explain(f"{BEFORE}\n\n{line}\n\n{AFTER}")
    assert (result.edits, result.proposals) == ((), ())
