"""Short lines of which most words are those of a page's buttons and labels, in several languages.

Start reading from :func:`is_furniture`. Pages have more such lines than rows can name (*War dieser
Artikel hilfreich?*, *Subscribe to our mailing list*). A line of which at least two words, and most
of those that tell, are of this kind is probably one; it is only proposed.
"""

import regex

from pipeline.resources.lexicon import FUNCTION_WORDS

_WORDS = frozenset(
    (
        # French
        "article articles contenu contenus page pages site publicité partager partagez partage "
        "partages suivre suivez abonner abonnez abonné abonnés abonnement inscription inscrivez "
        "newsletter newsletters commentaire commentaires commenter répondre cookie cookies utile "
        "utiles suivant suivante précédent précédente lien copier copié catégorie catégories posté "
        "publié imprimer recommandé recommandés sponsorisé sponsorisés champs obligatoires "
        "indiqués connexion connecter connectez télécharger téléchargez notifications recherche "
        "rechercher accueil menu fermer cliquez cliquer écouter intéresser similaires connexes "
        "identifiez inscrire réagir réagissez signaler permalien étiquettes navigateur favoris "
        "dépôt traceurs mailing newsletters popup diaporama vignette "
        # English
        "subscribe subscribed mailing list required indicates reply comment comments share click "
        "here read previous next post posts posted related recommended loading bookmark permalink "
        "entry tagged filed login register password account download follow followers signup "
        "unsubscribe email print newsletter inbox advertisement sponsored watch article browser "
        "cookies privacy policy terms helpful accept decline copy paste code website embed "
        # Spanish, German, Italian, Portuguese, Dutch
        "artículo compártelo compartir comparte suscríbete suscribirse comentarios comentar leer "
        "siguiente anterior gustado enlace copiar publicidad boletín artikel beitrag hilfreich "
        "teilen kommentare kommentieren abonnieren anmelden weiterlesen weiter zurück nächster "
        "vorheriger werbung einstellungen datenschutz link condividi commenti articolo iscriviti "
        "lesen mehr thema leyendo regístrate "
        "leggi compartilhar comentários artigo inscreva-se delen reacties artikelen lees "
        # networks and plug-ins
        "facebook twitter instagram whatsapp linkedin pinterest telegram youtube tiktok rss "
        "outbrain taboola disqus wordpress mailchimp akismet"
    ).split()
)
_WORD = regex.compile(r"[\p{L}][\p{L}\p{M}-]*")
_LEAST, _SHARE, _MOST = 2, 0.6, 14
"""Such words that a line needs, their share of the words that tell, and the words of the longest.
Of 24 kinds of sound text 3 lines are found, two of them a page's own."""

_LEAST_LETTERS = 3


def is_furniture(line: str) -> bool:
    """Say whether most words of a line are of buttons and labels.

    >>> is_furniture("Subscribe to our mailing list"), is_furniture("Les articles de la loi")
    (True, False)
    """
    words = [word.lower() for word in _WORD.findall(line)]
    if not _LEAST <= len(words) <= _MOST or line[-1:] in ",;":
        return False
    known = sum(word in _WORDS for word in words)
    if known < _LEAST:
        return False
    others = sum(
        len(word) >= _LEAST_LETTERS and word not in FUNCTION_WORDS and word not in _WORDS
        for word in words
    )
    return known >= _SHARE * (known + others)
