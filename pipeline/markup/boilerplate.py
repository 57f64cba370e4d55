"""Lines that a page puts around an article, as a table: one row for each kind of line.

A row says which lines go, and names lines of articles that begin alike and stay. A line goes only
when its row matches it from the first character to the last: a sentence that merely begins so
stays. Add a kind by adding a row (what tools leave: :mod:`pipeline.markup.leftovers`,
of plug-ins: :mod:`pipeline.markup.page_labels`);
``tests/test_structure.py`` runs all examples.
"""

import regex

from pipeline.markup.leftovers import LEFTOVERS, leftover_of
from pipeline.markup.line_kind import LineKind
from pipeline.markup.line_kind import line_kind as _kind
from pipeline.markup.page_labels import PAGE_LABELS, page_label_of
from pipeline.markup.page_lines import PAGE_LINES, page_line_of

_LABELS = (
    r"(?:plan\sdu\ssite|mentions\slégales|politique\sde\sconfidentialité|données\spersonnelles"
    r"|conditions\sgénérales(?:\sd['’]utilisation|\sde\svente)?|CGU|CGV|crédits|contact(?:ez-nous)?"
    r"|qui\ssommes-nous\s?\??|gestion\sdes\scookies|gérer\s(?:mes|les)\scookies|cookies"
    r"|tous\sdroits(?:\sde\sreproduction)?\sréservés|terms\sof\s(?:use|service)|privacy\spolicy"
    r"|all\srights\sreserved)"
)
_NAMED = (
    r"(?:\p{Lu}[\p{L}\p{M}.'’-]*+|d['’]\p{Lu}[\p{L}-]*+|de|du|des|le|la|et|via|[/&,|-]|\d{4}"
    r"|@\w++)"
)
_NAMES = rf"{_NAMED}(?:\s?{_NAMED}){{0,9}}"
_AGENCIES = r"(?:AFP|Reuters|AP|Belga|ATS|EFE|DPA|Keystone|Relaxnews|Sipa|Getty\sImages)"


_OWN_KINDS = (
    _kind(
        "MRK003",
        0.97,
        "A label of an English page.",
        r"""[\W_]*+(?:advertisement|sponsored(?:\scontent)?|read\s(?:more|also|next)|share\sthis
        (?:\s(?:article|story|page|post))?|sign\sin|log\sin|subscribe(?:\snow)?|most\sread
        |related\s(?:articles?|stories|posts)|continue\sreading|trending(?:\snow)?|click\shere
        |(?:story|article)\scontinues\sbelow(?:\sadvertisement)?|skip\sto\s(?:main\s)?content
        |(?:view|leave\sa|post\sa)\scomments?|more\son\sthis\sstory|loading)[\W_]*+""",
        ("Advertisement", "Read more »", "Share this", "Continue reading", "Skip to main content"),
        (
            "Read more, le club de lecture de la rue Haute, ouvre vendredi.",
            "Advertisement, le nouveau roman de Lise Aumont, sort jeudi",
            "Trending : ce mot que les marques s’arrachent",
        ),
    ),
    _kind(
        "MRK003",
        0.97,
        "An invitation to subscribe, in English.",
        r"""(?:sign\sup|subscribe|register)\s(?:for|to|now|today)\b.{0,80}
        \b(?:newsletters?|channel|updates|alerts)\b.{0,60}
        |follow\sus\son\s[\w\s,/&]{1,60}\.?|get\sthe\slatest\s.{1,80}\binbox\b.{0,20}""",
        (
            "Sign up for our newsletter",
            "Follow us on Facebook and Twitter",
            "Subscribe to our free newsletter and never miss a story.",
        ),
        (
            "Sign up, le logiciel d’une start-up lilloise, recrute.",
            "Follow us, leur troisième album, est en tête des ventes.",
            "Subscribe est le nom de ce spectacle sur les newsletters.",
        ),
    ),
    _kind(
        "MRK003",
        0.97,
        "A cookie notice.",
        r"""(?:en\s(?:poursuivant|continuant)\b|(?:ce|notre|le)\ssite\b|nous\b|vous\spouvez\b)
          (?=.*\bcookies?\b)(?=.*\b(?:votre|vos|vous)\b).{20,380}
        |(?:tout\s(?:accepter|refuser)|(?:accepter|refuser)\s(?:tout|et\s(?:fermer|continuer))
          |continuer\ssans\saccepter|(?:paramétrer|gérer|personnaliser)\s(?:mes\schoix|(?:les|mes)\s
          cookies))[.\s→×]*+""",
        (
            "En poursuivant votre navigation, vous acceptez l’utilisation de cookies.",
            "Nous utilisons des cookies pour améliorer votre expérience sur notre site.",
            "Tout accepter",
            "Continuer sans accepter →",
        ),
        (
            "Ce site utilise des cookies sans le consentement des internautes, a tranché le juge.",
            "Nous avons mangé tous les cookies de la fête, avouent les enfants.",
            "Tout accepter n’est pas une politique, répond le ministre.",
        ),
    ),
    _kind(
        "MRK003",
        0.97,
        "The foot of a page.",
        rf"""[\W_]*+{_LABELS}(?:\s*+[|·•/–—.,-]\s*+{_LABELS})++[\W_]*+
        |(?:mentions\slégales|plan\sdu\ssite|politique\sde\sconfidentialité|retour\sen\shaut
          |haut\sde\s(?:la\s)?page|charger\splus(?:\sd[e'’]\s?\w+)?|voir\stous\sles\scommentaires
          |privacy\spolicy|terms\sof\suse)[\s↑.]*+""",
        (
            "Plan du site – Mentions légales – Contact",
            "Retour en haut ↑",
            "Mentions légales | CGU | Politique de confidentialité",
        ),
        (
            "Contact",
            "Mentions légales manquantes : le site de la mairie épinglé",
            "Retour en haut de l’affiche pour le club de Brest",
        ),
    ),
    _kind(
        "MRK003",
        0.97,
        "A paywall's teaser.",
        r"""il\s(?:vous\s)?reste\s(?:encore\s)?\d{1,2}(?:[.,]\d+)?\s?%\sde\s(?:cet|l['’])\s?article
          (?:\sà\s(?:lire|découvrir))?.{0,80}
        |déjà\sabonnée?\s?\?(?:\s(?:se\sconnecter|connectez-vous|identifiez-vous))?[\s.!]*+
        |(?:je\sm['’]abonne|s['’]abonner|abonnez-vous)(?:\s(?:à\spartir\sde|dès
        |pour)\s.{1,40})?[\s.!]*+
        |(?:pour\slire\s)?la\ssuite\s(?:de\s(?:cet|l['’])\s?article\s)?est\sréservée\s
          (?:à\snos|aux)\sabonnés[\s.]*+""",
        (
            "Il vous reste 80 % de cet article à lire. La suite est réservée aux abonnés.",
            "Déjà abonné ? Se connecter",
            "Je m’abonne à partir de 1 €",
        ),
        (
            "Il vous reste 80 % de chances de gagner, assure le croupier.",
            "Déjà abonné ? Le club offre une place à ses fidèles.",
            "S’abonner au théâtre devient un luxe pour les familles",
        ),
    ),
    _kind(
        "MRK003",
        0.96,
        "Keywords of the article.",
        r"""(?:tags|étiquettes?|mots[\s-]clés|filed\sunder|catégories?)\s?:\s*+
        (?!(?:l[ae]s?|une?|des?|du|l['’]|d['’]|ce|on|il|elle)\b)
        \#?[\p{L}\d][^.!?:;,]{0,40}(?:,\s*\#?[\p{L}\d][^.!?:;,]{0,40})+""",
        ("Tags : piscine, Kerlann, travaux", "Mots-clés : climat, énergie"),
        (
            "Tags : la mairie, excédée, porte plainte",
            "Catégories : juniors et cadets.",
            "Étiquettes : mentir sur l’origine coûte cher",
        ),
    ),
    _kind(
        "MRK007",
        0.97,
        "A copyright notice.",
        rf"""(?:©|\(c\)\s(?=\p{{Lu}}|\d)|copyright\s(?:©\s?|\(c\)\s)?(?=\d{{4}}))\s?
          [^.!?\n]{{2,70}}+(?:[.\s|–-]*+{_LABELS})*+[\s.]*+
        |tous\sdroits(?:\sde\sreproduction(?:\set\sde\sreprésentation)?)?\sréservés[\s.]*+
        |all\srights\sreserved[\s.]*+""",
        (
            "© AFP",
            "© 2020 Le Portail de Marcilly. Tous droits réservés. Mentions légales.",
            "Copyright 2019 La Gazette du bocage",
            "(c) Hugo Lantier",
        ),
        (
            "Copyright : la justice donne raison aux éditeurs",
            "Le © a disparu du logo de la marque.",
            "© et ® sont deux signes différents. Le premier protège les œuvres.",
        ),
    ),
    _kind(
        "MRK007",
        0.97,
        "A photo credit.",
        rf"""[(\[]?+crédits?[\s-](?:photos?|images?|vidéos?
          |illustrations?)\s?[:–-]\s?[^.!?:;]{{2,80}}+
          [)\]]?+
        |[(\[]?+(?:photos?|crédits?|images?|illustrations?|vidéos?|fotos?|bild(?:er)?|fotografía
        |imagen|picture)\s?:\s?
          (?-i:{_NAMES}|(?:dpa|afp|epa|ap|efe|ansa|reuters|getty|imago)(?:\s?/\s?\w+)?)[)\]]?+
        |(?:photo|picture|image|foto)s?\s(?:by|von|de
        |par)\s(?-i:{_NAMED}(?:\s{_NAMED}){{1,3}}\s?/\s?{_NAMES})
        |[(\[]?+(?:photo
        |image)s?\s(?:d['’]archives\s)?(?:de\s)?(?-i:(?:{_NAMES}\s?/\s?)?{_AGENCIES})
          (?:\s?/\s?(?-i:{_NAMES}))?[)\]]?+
        |(?-i:{_AGENCIES}(?:\s?/\s?(?:{_NAMES}|(?i:archives)))+)""",
        (
            "Crédit photo : Service archéologique de Lorvan",
            "Photo : Hugo Lantier / AFP",
            "(Photo Maud Le Goff / AFP)",
            "AFP/Archives",
        ),
        (
            "LORVAN (AFP) - Un tunnel gaulois a été découvert sous la cathédrale.",
            "Crédit : la banque centrale relève son taux",
            "Photos : les plus belles images du carnaval",
            "Photo de classe : vingt ans après, ils se retrouvent",
            "Reuters",
        ),
    ),
)


LINE_KINDS = (*_OWN_KINDS, *LEFTOVERS, *PAGE_LINES, *PAGE_LABELS)
"""All kinds whose lines go."""


def kind_of(line: str) -> LineKind | None:
    """Return the kind of boilerplate that ``line`` is, from end to end; None for text."""
    kind = None
    if _HEAD.match(line):
        kind = next((kind for kind in _OWN_KINDS if kind.pattern.fullmatch(line)), None)
    kind = kind or leftover_of(line) or page_label_of(line) or page_line_of(line)
    return None if kind and kind.rule == "MRK007" and BYLINE.search(line) else kind


BYLINE = regex.compile(
    r"""\b(?:notre|nos|votre)\s(?:envoyée?s?|correspondant[es]*|rédaction|reporters?
      |journalistes?)\b
    |\b(?:correspondant|envoyé)[es]*\s(?:particuli|spécia|permanent)
    |(?:\A|[-–—|•,:(]\s*+)(?:propos\srecueillis\s)?par\s(?-i:\p{Lu})
    |\bavec\s(?:l['’])?(?-i:AFP|Reuters|AP|Belga|ATS|EFE|DPA)\b""",
    regex.IGNORECASE | regex.VERBOSE,
)
"""Who wrote the article, from where, with which agency. A credit that says so is not a picture's:
it stays."""


_HEAD = regex.compile(
    r"""[\W_]*+(?:advert|sponsor|read|share|sign|log\sin|subscri|most|related|contin|trend|click
      |story
    |article|skip|view|leave|post\s|more|loading|register|follow|get\s|en\s(?:po|co)|ce\ssite|notre
    |le\ssite
    |nous|vous|tout|accept|refus|param|gérer|person|plan\s|mention|polit|donn|condi|cgu|cgv|crédit
    |contact|qui\s|gest|cookie|terms|priv|all\sr|retour|haut|charger|voir|il\s(?:vous|reste)|déjà
    |je\sm|s['’]ab|abonnez|pour\slire|la\ssuite|tags|étiq|mots|filed|catég|c\)|copy|photo|image
    |illus|vidéo|foto|bild|imagen|picture|afp|reuters|ap\b|belga|ats|efe|dpa|keystone|relaxnews
    |sipa|getty)
    |[\s]*+©""",
    regex.IGNORECASE | regex.VERBOSE,
)
"""How such lines begin: a prefilter that most lines do not pass."""
