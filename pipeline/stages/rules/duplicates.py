"""The rules about what an article has twice."""

from pipeline.rules import Rule

RULES = (
    Rule(
        code="DUP001",
        name="repeated-paragraph",
        title="Headline, caption or paragraph that is there already",
        titre="Titre, légende ou paragraphe déjà présent",
        why="The extractor took the link to the article or a caption for part of the article.",
        fixes=(
            (
                "Le pont de Tolbiac rouvre\n\nLong.\n\nLe pont de Tolbiac rouvre\n\nEnfin.",
                "Le pont de Tolbiac rouvre\n\nLong.\n\nEnfin.",
            ),
            (
                "L'accord est signé à Lyon\n\nL’accord est signé à Lyon\n\nIl engage dix pays.",
                "L'accord est signé à Lyon\n\nIl engage dix pays.",
            ),
            (
                "Un accord\n\nIl engage dix pays jusqu’à la fin de l’année prochaine.\n\nEnfin. "
                "Trois ans.\n\nIl engage dix pays jusqu’à la fin de l’année prochaine.",
                "Un accord\n\nIl engage dix pays jusqu’à la fin de l’année prochaine.\n\nEnfin. "
                "Trois ans.",
            ),
        ),
        keeps=(
            "La chanson\n\nÀ la claire fontaine,\nM’en allant promener,\nIl y a longtemps que je "
            "t’aime,\nJamais je ne t’oublierai.\n\nChante, rossignol,\nIl y a longtemps que "
            "je t’aime,\nJamais je ne t’oublierai.",
            "Un dialogue\n\n— Vous êtes venu seul hier soir ?\n\n— Oui.\n\n— Vous êtes venu seul "
            "hier soir ?\n\n— Je vous l’ai dit.",
            "Résultats\n\nLyon – Nice : 1-1\n\nButs de la première mi-temps :\n\nAucun.\n\nBrest – "
            "Metz : 1-1\n\nButs de la première mi-temps :\n\nDiallo (12e).",
            "Recette\n\n- une pincée de sel fin\n- deux œufs\n\nLa crème\n\n- une pincée de sel fin"
            "\n- du lait",
            "Nous ne savons pas.\n\nD’où vient le virus ?\n\nNous ne savons pas.\n\nOù va-t-il ?",
        ),
    ),
    Rule(
        code="DUP002",
        name="nearly-repeated-paragraph",
        title="Paragraph that resembles an earlier one",
        titre="Paragraphe qui ressemble à un autre",
        why="An updated version of a paragraph often stays beside the old one.",
        fixes=(),
        keeps=(
            "Le FC Nantes a battu le Stade rennais dimanche à la Beaujoire sur le score de 2-1.\n\n"
            "Le FC Nantes a battu le Stade rennais samedi au Roazhon Park sur le score de 3-0.",
            "La première mesure vise les loyers, les charges et les impôts des ménages.\n\nLa "
            "seconde mesure vise les salaires, les primes et les pensions des ménages.",
            "Une phrase.\n\nUne autre phrase.\n\nUne phrase encore.",
        ),
        safety="review",
    ),
)
