"""Lines that tools leave in an article: subtitles, contents, comment forms, captchas, consent.

More rows of the kind of :mod:`~pipeline.markup.boilerplate`, in French, English, Spanish and
German: a French article may stand on a page whose menus nobody translated. What such a line
says must be of no interest to a reader of the article; where it might be (*Traduit de l'anglais
par Jeanne Martin*), its confidence is so low that it is only proposed.
"""

import regex

from pipeline.markup.line_kind import LineKind, line_kind

_SURE, _DOUBTFUL = 0.97, 0.7
_NETWORKS = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|pinterest|telegram|reddit|tumblr|pocket|skype|e-?mail"
    r"|messenger|instagram|threads|bluesky|mastodon)"
)
_FIELD = r"(?:nom|e-?mail|site(?:\sweb)?|name|website|commentaire|comment|nombre|correo|web)\s?\*?"

LEFTOVERS = (
    line_kind(
        "MRK003",
        _SURE,
        "The head of a table of contents.",
        r"""(?:sommaire|table\sdes\smatières|(?:table\sof\s)?contents|contenido|[íi]ndice
          |inhalt(?:sverzeichnis)?|dans\scet\sarticle)\s*+
          (?:[\[(]\s*+(?:masquer|afficher|cacher|hide|show|toggle|ocultar|mostrar|verbergen
            |anzeigen)
            \s*+[\])]|toggle(?:\stable\sof\scontent)?)
        |(?:afficher|masquer|toggle)\s(?:le\ssommaire|la\stable\sdes\smatières|table\sof\scontents?)
        """,
        (
            "Sommaire [masquer]",
            "Table des matières Toggle",
            "Contents [hide]",
            "Índice [ocultar]",
            "Inhaltsverzeichnis [Verbergen]",
            "Afficher le sommaire",
        ),
        (
            "Sommaire",
            "Table des matières",
            "Contents, la revue de Nantes, fête ses dix ans",
            "Masquer le sommaire du rapport n’y changera rien.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "Share buttons of a plug-in.",
        rf"""(?:share\sthis|comparte\sesto|teilen\smit|like\sthis|me\sgusta\sesto|gefällt\smir)\s?:?
          (?:\s*+(?:like|me\sgusta|gefällt\smir))?(?:\s*+(?:loading|cargando|lade)\W{{0,4}})?+
        |(?:WordPress\s?:\s?)?(?:j['’]aime(?:\sça)?\s?:?\s?){{1,2}}+chargement\W{{0,4}}
        |(?:click\sto\s(?:share\son|email|print)|cliquez\spour\s(?:partager\ssur|envoyer|imprimer)
          |haz\sclic\spara\scompartir\sen|klick,\sum\sauf)\s.{{1,60}}?
          \((?:opens\sin|ouvre\sdans|se\sabre\sen|wird\sin).{{5,40}}\)
        |(?:share\son|partagez?\ssur|compartir\sen|teilen\sauf|auf)\s{_NETWORKS}
          (?:\s(?:teilen|share|compartir\sen|teilen\sauf|partager\ssur|share\son|{_NETWORKS}))*+""",
        (
            "Share this:",
            "Like this: Like Loading...",
            "J’aime chargement…",
            "Click to share on Twitter (Opens in new window)",
            "Cliquez pour partager sur Facebook(ouvre dans une nouvelle fenêtre)",
            "Compartir en WhatsApp",
            "Auf Facebook teilen",
        ),
        (
            "Share this, le festival de Nantes, revient en juin.",
            "J’aime ça : la danse, la mer et les livres.",
            "Compartir, dit l’association, c’est vivre.",
            "Cliquez pour partager, disait la page piégée (ouverte en mai).",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A form for comments.",
        rf"""(?:leave\sa\s(?:reply|comment)|laisser\sun\scommentaire|deja\s(?:una\srespuesta
          |un\scomentario)
          |schreibe?\seinen\skommentar)
          (?:\s(?:cancel\sreply|annuler\sla\sréponse|cancelar\sla\srespuesta|antworten\sabbrechen))?
        |(?:votre\sadresse\se-?mail\sne\ssera\spas\spubliée
        |your\semail\saddress\swill\snot\sbe\spublished
          |tu\sdirecci[óo]n\sde\scorreo\selectr[óo]nico\sno\sser[áa]\spublicada
          |deine\se-mail-adresse\swird\snicht\sveröffentlicht)\.?
          (?:\s.{{5,70}}(?:\*|marked|indiqués|marcados|markiert).{{0,10}})?
        |(?:enregistrer\smon\snom|save\smy\sname|guarda\smi\snombre|meinen\snamen).{{5,60}}
          \b(?:navigateur|browser|navegador)\b.{{3,60}}(?:comment\w*|kommentier\w*|coment\w*)\.?
        |{_FIELD}(?:[\s|]+{_FIELD}){{1,4}}
        |(?:ce\ssite\sutilise|this\ssite\suses|este\ssitio\susa)\sakismet\b.{{10,160}}
        |(?:connectez-vous|vous\sdevez\s(?:vous\sconnecter|être\sconnectée?))\spour\s
          (?:(?:pouvoir\s)?commenter|(?:laisser|publier|poster)\sun\scommentaire)[\s.]*+
        |(?:you\smust\sbe\s)?logg?(?:ed)?\sin\sto\s(?:post|leave)\sa\s(?:comment|reply)[\s.]*+""",
        (
            "Leave a Reply Cancel reply",
            "Laisser un commentaire Annuler la réponse",
            "Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués "
            "avec *",
            "Your email address will not be published. Required fields are marked *",
            "Enregistrer mon nom, mon e-mail et mon site dans le navigateur pour mon prochain "
            "commentaire.",
            "Nom * E-mail * Site web",
            "Ce site utilise Akismet pour réduire les indésirables. En savoir plus sur la façon "
            "dont les données de vos commentaires sont traitées.",
            "Connectez-vous pour commenter",
            "Deja una respuesta Cancelar la respuesta",
        ),
        (
            "Laisser un commentaire sur le mur de la mairie reste interdit",
            "Votre adresse e-mail sera publiée, prévient la mairie.",
            "Leave a Reply, le groupe de Lille, joue samedi.",
            "Vous devez vous connecter pour voter, rappelle le site de la mairie.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A test for robots, or a page for old browsers.",
        r"""(?:please\s|veuillez\s|bitte\s|por\sfavor,?\s)?(?:enable|activer|activez
          |aktivieren\ssie|activa)
          \s(?:java-?script|(?:les|vos|your)?\s?cookies)\b(?:\s?(?:and|et|und|y)\s.{3,30})?
          (?:\s(?:to|pour|in|dans|um)\s.{3,80})?[\s.!]*+
        |(?:i['’]m\snot\sa\srobot|je\sne\ssuis\spas\sun\srobot|ich\sbin\skein\sroboter
          |no\ssoy\sun\srobot)(?:\sreCAPTCHA.{0,40})?
        |(?:please\s)?(?:verify|checking\sif|prove
        |confirm)\s(?:that\s)?you\sare\s(?:a\s)?human\b.{0,60}
        |(?:vérifie[zr]|vérification)\sque\svous\sêtes\s(?:un\s(?:être\s)?)?humain\b.{0,60}
        |checking\syour\sbrowser\sbefore\saccessing\b.{0,60}
        |(?:ce\ssite|cette\spage|this\ssite)\s(?:est\sprotégée?|is\sprotected)\s(?:par
        |by)\sreCAPTCHA\b
          .{0,160}
        |(?:votre\snavigateur\sne\s(?:prend\spas\sen\scharge|supporte\spas)
          |your\sbrowser\sdoes\snot\ssupport)\s.{3,60}""",
        (
            "Please enable JavaScript and cookies to continue",
            "Veuillez activer JavaScript pour afficher cette page.",
            "Je ne suis pas un robot",
            "Verify you are human by completing the action below.",
            "Ce site est protégé par reCAPTCHA ; la politique de confidentialité de Google "
            "s’applique.",
            "Your browser does not support the video tag.",
        ),
        (
            "Je ne suis pas un robot, répète l’employé du péage.",
            "Veuillez activer vos billets avant le départ du train.",
            "Le test « Je ne suis pas un robot » agace les aveugles.",
            "Ce site est protégé par l’Unesco depuis 1998.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A wall that asks for consent.",
        r"""(?:we|this\s(?:web)?site)\s(?:use|uses)\scookies\s(?:to|and|for)\b.{5,300}
        |we\s(?:value|care\sabout)\syour\sprivacy[\s.]*+
        |(?:accept|reject|decline)\s(?:all|cookies)(?:\scookies)?[\s.]*+
        |manage\s(?:cookie\s)?(?:preferences|options|consent|settings)[\s.]*+
        |nous\set\snos\s(?:\d[\d\s]*+)?partenaires\s(?:stockons|traitons|utilisons
        |accédons)\b.{10,300}
        |ce\scontenu\s(?:est\sbloqué|n['’]est\spas\s(?:visible|disponible
        |affiché))\b.{0,60}\bcookies\b
          .{0,120}
        |wir\s(?:verwenden|nutzen)\scookies\b.{5,300}|alle\s(?:cookies\s)?(?:akzeptieren
        |ablehnen)[\s.]*+
        |(?:utilizamos|usamos)\scookies\b.{5,300}|(?:aceptar|rechazar)\s(?:todo|todas
        |cookies)[\s.]*+""",
        (
            "We use cookies to improve your experience on our site.",
            "We value your privacy",
            "Accept all cookies",
            "Nous et nos 842 partenaires stockons et/ou accédons à des informations sur un "
            "appareil.",
            "Ce contenu est bloqué car vous n’avez pas accepté les cookies et autres traceurs.",
            "Wir verwenden Cookies, um unsere Webseite für Sie zu verbessern.",
            "Alle akzeptieren",
            "Utilizamos cookies propias y de terceros para mejorar nuestros servicios.",
        ),
        (
            "We use cookies, le premier film de Lise Aumont, sort mercredi.",
            "Nous et nos partenaires avons signé hier un accord sur les salaires.",
            "Ce contenu est bloqué par la censure depuis lundi, selon l’opposition.",
            "Accept all, leur premier album, est en tête des ventes.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A link to the rest of a page, or to its source.",
        r"""(?:weiterlesen|mehr\slesen|(?:seguir|continuar)\sleyendo|leer\sm[áa]s
          |continuer\s(?:la\slecture
            |à\slire))(?:\s?[.…→»>]+)?+
        |(?:continue\sreading|continuer\sla\slecture\sde)\s?[“«"].{2,120}[”»"][\s→.]*+
        |(?:the\spost|l['’]article)\s.{3,160}\s(?:appeared\sfirst\son
        |est\sapparu\sen\spremier\ssur)\s.{2,60}
        |(?:lesen\ssie\sauch|lea\stambi[ée]n|tambi[ée]n\ste\spuede\sinteresar|also\sread|read\salso
          |you\s(?:may|might)\salso\slike)(?:\s?:\s?.{2,160})?
        |source\slink|(?:suscr[íi]bete|jetzt\sabonnieren)(?:\sa\snuestr[ao]\s.{3,40})?[\s!.]*+""",
        (
            "Weiterlesen →",
            "Seguir leyendo",
            "Continuer la lecture de « La piscine rouvre »",
            "Continue reading “La piscine rouvre” →",
            "The post La piscine rouvre ses portes appeared first on Le Courrier des Landes.",
            "L’article La piscine rouvre est apparu en premier sur Le Courrier.",
            "Lesen Sie auch: Schwimmbad öffnet wieder",
            "También te puede interesar: La piscina reabre",
            "Source link",
        ),
        (
            "Continuer la lecture publique dans les villages, tel est le but.",
            "L’article est apparu trop tard pour changer le vote.",
            "The post, le bar de la rue Haute, ferme ce soir.",
            "Source : ministère de l’Intérieur",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A button or a label of a writing tool.",
        r"""regenerate\sresponse|copy\scode|chatgpt\s(?:said|a\sdit)\s?:|you\ssaid\s?:
        |(?:chatgpt|gemini|copilot|claude)\s(?:can|may)\smake\smistakes\b.{0,60}
        |chatgpt\speut\sfaire\sdes\serreurs\b.{0,60}
        |(?:traduit|translated)\s(?:avec|with|par|by)\s(?:www\.)?(?:deepl(?:\.com)?
        |google\s(?:translate
          |traduction))\b.{0,40}
        |[\[(](?:insert|insérer|insérez|ajouter|placez?)\s(?:an?\s|une?\s|the\s|l['’]|votre\s)?
          (?:image|photo|link|lien|vidéo|video|keyword|mot-clé)\b[^\])]{0,40}[\])]""",
        (
            "Regenerate response",
            "ChatGPT can make mistakes. Check important info.",
            "Traduit avec www.DeepL.com/Translator (version gratuite)",
            "Translated by Google Translate",
            "[Insérer une image ici]",
            "[Insert link to article]",
        ),
        (
            "ChatGPT peut faire des miracles, assure le lycéen.",
            "Traduit avec soin, le roman a conquis Paris.",
            "Copy code, le studio de Lyon, recrute dix personnes.",
            "Traduit par Google devant la justice, le site se défend.",
        ),
    ),
)

PROPOSED_LEFTOVERS = (
    line_kind(
        "MRK003",
        _DOUBTFUL,  # it names who did the work
        "A credit of subtitles.",
        r"""(?:sous-titr(?:es|age)|subtitles|captions|untertitel(?:ung)?|subt[íi]tulos)\b
          .{0,40}\bamara(?:\.org|[\s-]community)\b.{0,20}
        |sous-titrage\s(?:ST['’]\s?\d{3}|MFP|FR\s?\d{0,4}|société\sradio-canada)[\s.]*+
        |untertitel(?:ung)?\s(?:im\sauftrag\sdes|des)\s(?:ZDF|ARD|NDR|WDR|SWR|BR)\b.{0,30}
        |(?:transcribed|transcript|subtitled)\s(?:by|with)\s(?:https?://)?\S+\.(?:ai|com|org
        |io)\b\S*
        |(?:subtitles\sdownloaded\sfrom|support\sus\sand\sbecome\s.{2,20}member.{0,60})\s?
          (?:www\.)?opensubtitles\.org""",
        (
            "Sous-titres réalisés para la communauté d’Amara.org",
            "Sous-titrage Société Radio-Canada",
            "Sous-titrage ST’ 501",
            "Subtitles by the Amara.org community",
            "Untertitel im Auftrag des ZDF für funk, 2017",
            "Subtítulos realizados por la comunidad de Amara.org",
            "Transcribed by https://otter.ai",
        ),
        (
            "Sous-titres : la chaîne condamnée pour ses retards",
            "Sous-titrage en direct : le Sénat veut l’imposer à toutes les chaînes.",
            "Amara, petite ville du sud, attend la pluie.",
            "Subtitles, le film d’Amara Sow, sort mercredi.",
        ),
    ),
    line_kind(
        "MRK003",
        _DOUBTFUL,
        "It says who or what translated the text.",
        r"""[\[(]?+(?:article\s)?(?:traduit|adapté)e?\s(?:automatiquement\s)?
          (?:de\sl['’](?:anglais|espagnol|allemand|italien|arabe)|du\s(?:russe|chinois|portugais))
          (?:\s\([^)]{2,30}\))?(?:\spar\s[^.!?;]{2,60})?[\]).\s]*+
        |(?:cet?\s(?:article|texte)|ceci)\s(?:est\sune|a\sété|provient\sd['’]une)\s
          (?:traduit\sautomatiquement|traduction\sautomatique)\b.{0,80}
        |[\[(]?+(?:translated\sfrom|traducido\sdel|aus\sdem)\s\w{4,12}(?:\s(?:by|por|von)\s.{2,60}
          |\sübersetzt.{0,60})?[\]).\s]*+
        |(?:(?:traduction|relecture|transcription|sous-titrage|adaptation|translator|translation
        |reviewer)\s?:\s?\p{Lu}[^.!?;:]{2,60}[.;,]?\s?){1,3}
        |(?:note\s?:\s)?cet?\s(?:article|texte|contenu)\sa\sété\s(?:réécrit|généré|rédigé|traduit
        |paraphrasé|reformulé|écrit|produit)\s
          (?:(?:par|avec|à\sl['’]aide\sd['’]|grâce\sà)\s?(?:une?\s|l['’])?\s?(?:IA
            |intelligence\sartificielle|chatgpt|outil|logiciel|robot|programme|google|deepl)
            |automatiquement|pour\séviter)\b.{0,80}
        |(?:merci\sd['’]avoir\sregardé|thanks?\s(?:you\s)?for\swatching
        |gracias\spor\sver)\b.{0,40}""",
        (
            "Traduit de l’anglais par Jeanne Martin",
            "Cet article est une traduction automatique.",
            "[Translated from English]",
            "Traduction : Hugo Lantier Relecture : Maud Le Goff",
            "Merci d’avoir regardé cette vidéo !",
        ),
        (
            "Traduit de l’anglais, le roman de Mary Poole se vend mal ; c’est dommage.",
            "Traduction simultanée : un métier qui se perd",
            "Merci d’avoir regardé ce dossier de près, a dit le maire à ses adjoints hier.",
        ),
    ),
    line_kind(
        "MRK003",
        _DOUBTFUL,
        "A field of a search engine's form.",
        r"""(?:m[ée]ta[\s-]?description|meta\stitle|méta-titre|seo\stitle|titre\sseo|slug
          |focus\skey(?:word|phrase)|keywords?|mots?-clés?\s(?:seo|principaux|secondaires)
          |title\stag|balise\stitle|h1|url
          |mot-clé\sprincipal|word\scount|nombre\sde\smots)\s?:\s?.{1,200}""",
        (
            "Meta description : La piscine rouvre et les nageurs sont ravis.",
            "Word count: 712",
            "Slug : piscine-kerlann",
        ),
        (
            "Nombre de mots savants émaillent son discours.",
            "Slug, le groupe de rock, joue ce soir.",
        ),
    ),
)
"""Kinds whose lines are only proposed: they may say something that a reader wants to know."""

_HEAD = regex.compile(
    r"""[\[(]?+(?:sous-t|subt|capt|untert|transc|support|somm|table|cont|[íi]ndice|inhalt|dans\scet
      |aff
    |masq|toggle|share|compart|teil|like|me\sg|gef|wordp|j['’]aime|click|cliq|haz|klick|part|auf\s
    |leave
    |laisse|deja|schreib|votre|your|tu\sd|deine|enreg|save|guarda|meinen|nom|e-?mail|site|name|comm
    |web|correo|ce\s|this|este|conn|vous\sd|you\s|log|please|veui|bitte|por\sf|enable|activ|aktiv
    |i['’]m
    |je\sne|ich\sb|no\ssoy|verif|check|vérif|cette\sp|we\s|accept|reject|declin|manage|nous\set
    |wir\s
    |alle\s|util|usamos|acep|rech|weiter|mehr|segu|leer|the\spost|l['’]art|lesen|lea\s|tambi|also
    |read
    |source|suscr|jetzt|regen|copy|chatgpt|gemini|copilot|claude|tradu|trans|insert|insér|ajout|plac
    |article|adapt|cet|ceci|aus\s|relect|revie|merci|thank|gracias|m[ée]ta|seo|titre|slug|focus|mot
    |word|note|h1|url|balise|key|prove|confirm|adapt|verify)""",
    regex.IGNORECASE | regex.VERBOSE,
)
"""How such lines begin: a prefilter that most lines do not pass."""


def leftover_of(line: str) -> LineKind | None:
    """Return the kind of leftover that ``line`` is, from end to end; None for text.

    The rows are tried without the stars and bullets before a line.
    """
    body = line.lstrip("-–—•*>▶→ \t")
    if not _HEAD.match(body):
        return None
    kinds = (*LEFTOVERS, *PROPOSED_LEFTOVERS)
    return next((kind for kind in kinds if kind.pattern.fullmatch(body)), None)
