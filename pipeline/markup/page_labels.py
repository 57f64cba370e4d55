"""Lines of plug-ins and players: ratings, counters, captchas, players, notes that copying adds.

More rows of the kind of :mod:`~pipeline.markup.boilerplate`. A row matches the whole line; what may
be said in an article, or credits somebody, is only proposed.
"""

import regex

from pipeline.markup.line_kind import LineKind, line_kind

_SURE, _DOUBTFUL = 0.97, 0.7
_SITE = r"(?:www\.)?[\w-]{2,40}\.(?:fr|com|org|net|be|ch|ca|info|tv|eu)(?:/\S*)?"
_STOCK = (
    r"(?:unsplash|pexels|pixabay|shutterstock|istock(?:photo)?|freepik|adobe\sstock|depositphotos"
    r"|123rf|fotolia|dreamstime|getty\simages|wikimedia(?:\scommons)?|flickr|canva)"
)
_TOOL = (
    r"(?:quill\s?bot|spin\s?bot|spin\s?rewriter|chimp\s?rewriter|word\s?ai|chat\s?gpt|gpt-?\d?\w*"
    r"|jasper|copy\.ai|article\s?forge|grammarly|gemini|claude|copilot|rytr|writesonic"
    r"|(?:une?\s|l['’])?(?:ia|intelligence\sartificielle)|an?\sai|ai)"
)

PAGE_LABELS = (
    line_kind(
        "MRK003",
        _SURE,
        "A rating or a counter of a plug-in.",
        r"""[\W_]*+(?:
          (?:(?:note|moyenne|rating|average|avis|évaluation|score)\s?:?\s)?\d(?:[.,]\d\d?)?\s?/\s?(?:5|10)
            [\s–—-]*+\(\s?\d[\d.,]*+(?:\s\d{3})*+\s(?:votes?|avis|notes?|évaluations?|ratings?|reviews?)\s?\)
          |\(?\s?\d[\d.,]*+(?:\s\d{3})*+\s(?:votes?|ratings?|reviews?)\s?[,;:–—-]\s?(?:average|moyenne|note)
            \s?:?\s.{1,40}
          |rate\sthis\s(?:post|article|page)|note[rz]\s(?:cet\s|ce\s|l['’])(?:article|contenu|post|billet)
          |cliquez\ssur\s(?:une\sétoile|les\sétoiles)\spour\s.{3,40}
          |(?:nombre\sde\s|post\s|page\s|total\s)?(?:views?|vues|visites|lectures|visits|hits|consultations)
            \s?:\s?\d[\d\s.,kKM]*+
          )[\s.!]*+""",
        (
            "4.5/5 - (12 votes)",
            "Note : 3,8 / 5 (245 avis)",
            "Rate this post",
            "Cliquez sur une étoile pour noter l’article",
            "Post Views: 1,234",
            "Vues : 1 234",
        ),
        (
            "Note : 3 élèves sont absents.",
            "4/5 des Français approuvent (12 votes contre).",
            "Vues : les plus belles photos de la mer",
            "Notez cet article de loi, le plus disputé.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A test for robots, or a page for old browsers.",
        r"""[\W_]*+(?:
          (?:h|re)captcha(?:\s(?:privacy|confidentialité).{0,40})?
          |(?:confidentialité|privacy)\s?[–—|·-]\s?(?:conditions|terms)
          |(?:protected\sby|protégé\spar)\s(?:h|re)captcha.{0,80}
          |(?:performance\s&\ssecurity|ddos\sprotection)\sby\scloudflare|ray\sid\s?:\s?[0-9a-f]{8,20}
          |(?:please\swait|veuillez\spatienter|just\sa\smoment)[\s.…]++
          |(?:java-?script|(?:les\s)?cookies)\s(?:est|sont|semble(?:nt)?\sêtre|semble|is|are|must\sbe
            |doit\sêtre|doivent\sêtre)\s(?:actuellement\s|currently\s|not\s)?
            (?:désactivée?s?|activée?s?|requis|nécessaires?|disabled|enabled|required)
            \b(?=.{0,40}\b(?:navigateur|browser|page|site|fonctionne\w*|appareil|app|application))
            .{0,160}
          |(?:you\sneed\sto|vous\sdevez|il\sfaut)\s(?:enable|activer)\s(?:java-?script|les\scookies)
            \b.{0,80}
          )[\s.!]*+""",
        (
            "reCAPTCHA",
            "Confidentialité - Conditions",
            "Ray ID: 7d3f0c2a9b1e4f55",
            "JavaScript est désactivé dans votre navigateur. Veuillez l’activer.",
            "You need to enable JavaScript to run this app.",
        ),
        (
            "Confidentialité et conditions de travail au menu du conseil",
            "JavaScript est requis : c’est le langage du Web.",
            "reCAPTCHA, l’outil de Google, agace les aveugles.",
            "Vous devez activer votre billet avant de monter.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A wall that asks for consent.",
        r"""la\slecture\sde\sce\scontenu\sest\ssusceptible\sd['’]entraîner\sun\sdépôt\sde\scookies.{0,120}
        |(?:est[ea]\s(?:sitio|p[áa]gina|web|site)|nuestr[oa]\s(?:sitio|p[áa]gina|web)
          |diese\s(?:web)?(?:site|seite)|unsere\s(?:web)?(?:site|seite)|questo\ssito|deze\s(?:web)?site
          |onze\s(?:web)?site|our\s(?:web)?site)
          \s(?:utili\w+|uses?|benutzt|verwendet|nutzt|gebruikt|usa|bruger|slaat)\b.{0,40}\b[ck]ookies?\b.{0,300}
        |(?:utilizziamo|usiamo|wij?e?\sgebruiken|vi\sbruger)\s[ck]ookies?\b.{0,300}
        |(?:plus\sd['’]informations?|en\ssavoir\splus|learn\smore|mehr\serfahren|más\sinformaci[óo]n)
          \s(?:sur|about|over|über|sobre)\s(?:les\s|our\s|las\s|die\s)?cookies[\s.]*+""",
        (
            "Esta web utiliza cookies. Más información",
            "Diese Website benutzt Cookies. Wenn du die Website weiter nutzt, gehen wir von deinem "
            "Einverständnis aus.",
            "Questo sito utilizza cookie per migliorare la navigazione.",
            "En savoir plus sur les cookies",
        ),
        (
            "Our site, le cookies-bar de Lille, ouvre samedi",
            "Diese, village du nord, attend la pluie.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A form for comments.",
        r"""[\W_]*+(?:
          (?:les\s)?champs\sobligatoires\ssont\s(?:indiqués|marqués|suivis)\s.{1,30}
          |(?:indicates\srequired(?:\sfields?)?|required\sfields\sare\smarked.{0,10})
          |newsletters?\s?:\s?(?:recevez|inscrivez-vous|abonnez-vous|je\sm['’]inscris).{0,100}
          |subscribe\sto\s(?:our|the)\s(?:mailing\slist|newsletter|feed|blog)
          |this\sentry\swas\sposted\s(?:in|on)\s.{2,120}
          |cet?\s(?:article|entrée|billet)\s(?:a\sété|est)\s(?:publiée?|postée?|classée?)\s(?:dans|le)\s.{2,80}
            (?:ajoutez|mettez|permalien|favoris).{0,80}
          |(?:recommandé|recommended|powered|propulsé|sponsorisé)\s(?:par|by)\s(?:outbrain|taboola|disqus
            |ligatus|plista|wordpress|mailchimp)
          |(?:cet\sarticle|ce\scontenu|cette\spage)\svous\sa-t-(?:il|elle)\s(?:été\sutile|plu|intéressé|aidée?)
            \s?\?.{0,40}
          |was\sthis\s(?:article|page|content)\shelpful\s?\?.{0,40}|war\sdieser\s(?:artikel|beitrag)\shilfreich
            \s?\?.{0,40}
          |¿?te\sha\s(?:gustado|parecido\sútil)\s(?:este|el)\s(?:artículo|contenido)\s?\?.{0,40}
          )[\s.!*]*+""",
        (
            "Les champs obligatoires sont indiqués avec *",
            "* indicates required",
            "Newsletter : recevez chaque matin l’essentiel",
            "This entry was posted in Actualités by admin. Bookmark the permalink.",
            "Recommandé par Outbrain",
            "Cet article vous a-t-il été utile ? Oui Non",
            "War dieser Artikel hilfreich? Ja Nein",
            "¿Te ha gustado este artículo? Compártelo",
        ),
        (
            "Les champs obligatoires du formulaire sont trop nombreux.",
            "Recommandé par le médecin, ce vaccin manque.",
            "Cet article a été publié dans Nature.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A way to other pages.",
        r"""(?:vous\sêtes\sici\s?:?\s)?(?:accueil|home|inicio|startseite)
          (?:\s?[>»›/|]\s?[^>»›/|.!?\n]{2,60}){1,6}[\s>»›/|]*+""",
        ("Accueil > Actualités > Politique", "Home » News » Europe"),
        (
            "Accueil / départ : 8 h. Prière d’être à l’heure.",
            "Accueil glacial pour le ministre",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A related link.",
        r"""[-–>»→▶•*\s]*+(?:(?:ce\scontenu|cette\svidéo)\s(?:peut|pourrait)\s(?:aussi\s|également\s)?
            vous\sintéresser[\s:.…]*+
          |(?:à|a)\s(?:lire|voir|découvrir)\s(?:aussi|également)\ssur\s(?-i:\p{Lu})[\p{L}.\s’'-]{2,30}\s?:\s?
            .{3,140}(?<![.;,]))""",
        (
            "Ce contenu peut également vous intéresser :",
            "A voir également sur Le HuffPost: Le maire",
        ),
        (
            "Ce contenu peut intéresser les élèves.",
            "À voir également sur scène : le Cid, joué par sa troupe.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A player of videos.",
        r"""(?:play\svideo|unmute|current\stime\s\d.{0,12}|duration(?:\stime)?\s\d.{0,12}
          |(?:loaded|progress)\s?:\s?[\d.]++%|stream\stype\slive|remaining\stime\s[–-]?\d.{0,12}
          |playback\srate|seek\sto\slive(?:,.{2,40})?
          |(?:descriptions|captions|subtitles)\soff(?:,\sselected)?
          |(?:captions|subtitles)\ssettings(?:,.{2,60})?|(?:non-)?fullscreen
          |this\sis\sa\smodal\swindow\..{0,80}|(?:beginning|end)\sof\sdialog\swindow\..{0,120}
          |(?:la\s)?lecture\s(?:automatique|de\sla\svidéo)\s(?:est\s)?(?:activée|désactivée)
          )[\s.]*+""",
        (
            "Play Video",
            "Current Time 0:00",
            "Loaded: 0%",
            "Remaining Time -0:00",
            "captions off, selected",
            "End of dialog window.",
        ),
        (
            "Duration, le film de l’été, dure 3 heures",
            "Lecture de la vidéo : les élèves débattent",
            "Fullscreen, le festival de Lens, ouvre.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A link to the rest of a page, or to its source.",
        rf"""[-–>»→▶•*\s]*+(?:
          (?:read\smore\s(?:at|on)|en\ssavoir\splus\ssur|lire\s(?:la\ssuite|plus|l['’]article)\s?(?:sur|ici)?
            |voir\s(?:plus|la\ssuite)\ssur|full\sstory|article\scomplet)\s?:?\s?https?://\S+
          |(?:retrouvez|lisez|lire|consultez|voir)\s(?:(?:l['’]intégralité|la\ssuite|la\sversion\scomplète)
            \sde\s(?:cet\s|l['’]|ce\s|notre\s)(?:article|entretien|interview|reportage|enquête|dossier)
            |(?:cet\s|l['’])article(?:\scomplet)?)\ssur\s(?:notre\ssite|le\ssite\s.{{2,40}}|{_SITE})
          |télécharger\s(?:gratuitement\s)?(?:notre|l['’]|nos)\s?appli(?:cation|s)?
            (?:\s(?:mobile|gratuite?|pour\s.{{2,30}}|sur\s.{{2,40}}))?
          )[\s.!…→»]*+""",
        (
            "Read more at https://gazette.fr/a-12.html#xyz.99",
            "En savoir plus sur http://www.gazette.fr/politique/article/2017/03/12/le-vote.html",
            "Retrouvez l’intégralité de cet article sur www.gazette.fr",
            "Télécharger l’application",
        ),
        (
            "En savoir plus sur la réforme",
            "Retrouvez cet article de loi sur le bureau du maire.",
            "Télécharger l’application demande du temps, dit le maire.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "Share buttons.",
        r"""(?:like\s)?loading\s?(?:\.{3}|…)|j['’]aime(?:\sça)?\s?:|(?:wordpress\s?:\s?)?like\sloading\W*+
        |(?:annonces?|ads?)\s(?:by\s)?google|report\sthis\sad|advertisements|signaler\scette\s
          (?:annonce|publicité)
        |select\slanguage\W*+(?:\spowered\sby.{2,40})?|sélectionner\sune\slangue\W*+""",
        ("Like Loading...", "J’aime ça :", "REPORT THIS AD", "Select Language▼"),
        ("J’aime ça", "Advertisements, le disque, sort lundi.", "J’aime : la mer"),
    ),
    line_kind(
        "MRK007",
        _SURE,
        "A copyright notice.",
        r"""[©\W_]*+(?:todos\slos\sderechos\sreservados|alle\srechte\svorbehalten|tutti\si\sdiritti\s
          (?:sono\s)?riservati|todos\sos\sdireitos\sreservados|alle\srechten\svoorbehouden)[\s.]*+""",
        ("Todos los derechos reservados", "Alle Rechte vorbehalten."),
        ("Alle Rechte, le disque, sort lundi.", "Todos"),
    ),
    line_kind(
        "MRK007",
        _SURE,
        "A photo credit.",
        rf"""[(\[©\s]*+(?:(?:photo|image|picture|illustration|crédit)s?\s?(?:by|par|via|:|de|on|from)?\s
          (?:(?-i:\p{{Lu}})[^.!?\n]{{1,50}}\s(?:on|via|sur|de|/|from|–|-|\|)\s?)?{_STOCK})[)\].\s]*+""",
        (
            "Photo by Jane Doe on Unsplash",
            "Image par Hugo Lantier de Pixabay",
            "Crédit : Shutterstock",
        ),
        (
            "Photo de Flickr retouchée : le maire s’explique",
            "Image de marque : Canva séduit",
        ),
    ),
)

DOUBTFUL_PAGE_LABELS = (
    line_kind(
        "MRK007",
        _DOUBTFUL,
        "It says who or what made a picture or a translation.",
        r"""[(\[]?+(?:image|photo|illustration|visuel|traduction|texte|article)\s
          (?:générée?|créée?|réalisée?|effectuée?|faite?|generated|created)\s(?:par|avec|via|by|with)\s
          (?:une?\s|l['’])?(?:ia|ai|intelligence\sartificielle|midjourney|dall[\s·-]?e|deepl|google|chatgpt
          |bing|gemini|firefly)\b.{0,40}[)\].\s]*+""",
        ("Image générée par IA", "Traduction réalisée avec DeepL"),
        ("Image créée par un peintre", "Photo réalisée avec soin, dit le jury."),
    ),
    line_kind(
        "MRK003",
        _DOUBTFUL,
        "A value that a program did not fill in, or a label of a form.",
        r"""prev|next|previous|\d{1,2}\sof\s\d{1,2}|je\srefuse|tout\sfermer
        |(?:pinterest|telegram|linkedin|messenger|youtube|tiktok|snapchat|reddit|tumblr|viber|skype)
        |(?:voir|découvrir|découvrez|comparer|consulter)\s(?:toutes\s)?(?:nos|les)\soffres
          (?:\sd['’]abonnement)?|(?:accéder|voir|retour)\s(?:au|le)\sdiaporama(?:\s\(\d+\))?
        |scanne[rz]\s(?:le|ce)\sqr[\s-]code\b.{0,80}
        |cookies?\s?:\s?(?:nous|ce\ssite)\s.{5,200}
        |(?:vous\s(?:souhaitez|voulez)|envie\sde)\s(?:réagir|commenter|participer)\s?\?.{0,80}
        |(?:re|ré)?générer\s(?:une\snouvelle|la)\sréponse
        |(?:si\s)?vous\s(?:avez\s)?aim(?:ez|é)\s(?:cet|ce|nos|notre)\s(?:articles?|contenus?|vidéos?|billets?
          |travail|site)\b.{0,120}|signaler\sun\sabus|top\sarticles|c\.\s?g\.\s?[uv]\.?
        |(?:regístrate|inicia\ssesión)\b.{0,60}|más\sen\s.{2,40}
        |cliquez\spour\s(?:agrandir|zoomer|voir|afficher)\b.{0,40}|image\s\d+\s(?:sur|/)\s\d+
        |(?:évaluation|note)\sde\sl['’]article|\d+\s\d+\svotes?
        |undefined|NaN|null|\[object\sObject\]|aceptar|akzeptieren|accetto|aceitar|accepteren
        |m[áa]s\sinformaci[óo]n|mehr\serfahren|lorem\sipsum\b.{0,400}""",
        (
            *("undefined", "[object Object]", "Aceptar", "Lorem ipsum dolor sit amet."),
            *(
                "1 of 5",
                "Telegram",
                "Voir toutes les offres d’abonnement",
                "Accéder au diaporama (12)",
            ),
            *("Scannez le QR code pour télécharger l’appli", "Générer une nouvelle réponse"),
            "Vous souhaitez réagir ? Connectez-vous pour commenter",
            "Si vous avez aimé cet article, n’hésitez pas à le partager.",
            "Cliquez pour agrandir",
        ),
        (
            "Undefined behavior, le disque, sort lundi.",
            "nulle part",
            "Telegram, la messagerie, est bloquée.",
            "Voir les offres d’emploi",
        ),
    ),
    line_kind(
        "MRK003",
        _DOUBTFUL,
        "It says who or what translated the text.",
        rf"""[\W_]*+(?:(?:cet?\s(?:article|texte|contenu)\s(?:a\sété|est)\s)?
          (?:paraphrased|re-?written|spun|generated|réécrit|reformulé|généré|rédigé|paraphrasé|écrit|produit
            |corrigé)e?\s
          (?:by|with|par|avec|using|on|grâce\sà|(?:avec|à)\sl['’]aide\s(?:de|d['’]))\s?{_TOOL}\b.{{0,60}}
          )[\s.]*+""",
        (
            "Paraphrased by QuillBot",
            "Cet article a été rédigé avec l’aide de ChatGPT.",
            "Généré par intelligence artificielle",
        ),
        (
            "Écrit par Claude Simon, le roman fait 300 pages ; il vient de reparaître en poche "
            "chez Minuit.",
            "Corrigé avec soin, le texte passe.",
        ),
    ),
    line_kind(
        "MRK003",
        _DOUBTFUL,
        "A field of a search engine's form.",
        r"""h[2-6]\s?:\s?.{2,160}|\[(?:introduction|conclusion|paragraphe\s\d+|section\s\d+|titre|sous-titre
          |chapeau|corps\sde\s(?:l['’])?(?:article|texte))\]""",
        ("H2 : Les raisons du vote", "[Conclusion]"),
        ("H2 monte en puissance", "Conclusion : il faut agir"),
    ),
)
"""Kinds whose lines are only proposed."""

_HEADS = tuple(
    head.replace("_", " ")
    for head in (
        "todos alle_r tutti tradu texte visuel "
        "next je_ref tout_f pinte teleg linke messe yout tikt snap redd tumb viber skype décou "
        "compar consul accé retou scann cookie envie regén régén génér vous_s vous_v "
        "vous_a si_vou signa top_ar c.g. regís inicia más_en "
        "cliqu image évalu note_d "
        "newsl champs indic subs this_e this_i cett recom powe propu spons was_th war_di "
        "te_ha accu home inic start ce_con ce_bil à_lire à_voir à_déco a_lire a_voir a_déco "
        "note rate post page vues view visit lect total nombre cliq recap hcap conf priv prot "
        "perf ddos ray please veui just java cook les_ch les_co you_ne vous_d vous_ê il_fau "
        "esta este nuest dies unser quest deze onze util usia wij we_geb vi_bru our_si our_we "
        "plus_d en_sav learn mehr más mas play unmu curr dura load prog stre rema seek desc "
        "capt subt non-fu full begin end_of la_lec read lire voir retr lise cons télé like_l "
        "j'aime wordp annon ads ad_by adver report sign selec séle photo image pict illus "
        "créd undef nan null obj acep akz accett accept acei lorem cet_ para re-wri rewr spun "
        "gene géné réé refor rédig écri prod corri h2 h3 h4 h5 h6 intro conc sect titre sous- "
        "chap corps moyen aver avis éval score hits artic"
    ).split()
)
"""How such lines begin, in small letters: a prefilter that most lines do not pass."""

_FIRST = regex.compile(r"[^\W_]")
_LONGEST_HEAD = 6
_SHORT = 420


def page_label_of(line: str) -> LineKind | None:
    """Return the kind of page label that ``line`` is, from end to end; None for text."""
    first = _FIRST.search(line) if len(line) <= _SHORT else None
    if first is None:
        return None
    head = line[first.start() : first.start() + _LONGEST_HEAD].replace("’", "'").lower()
    if not (head[0].isdigit() or head.startswith(_HEADS)):
        return None
    kinds = (*PAGE_LABELS, *DOUBTFUL_PAGE_LABELS)
    return next((kind for kind in kinds if kind.pattern.fullmatch(line)), None)
