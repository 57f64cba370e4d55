"""Lines of web pages, in several languages: what readers may click, follow, pay or listen to.

More rows of the kind of :mod:`~pipeline.markup.boilerplate`. Most of such a line is a button or a
label, so it has no full stop and says nothing of the world; a row matches the whole line. Where the
same words may head a part of an article (*Pour aller plus loin*), or credit somebody, the
confidence is so low that they are only proposed. The module is longer than others because it is one
table. French comes first, then English, Spanish, German, Italian, Portuguese and Dutch.
"""

import regex

from pipeline.markup.line_kind import LineKind, line_kind

_SURE, _DOUBTFUL = 0.97, 0.7
_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|pinterest|telegram|reddit|tumblr|pocket|skype|e-?mail"
    r"|messenger|instagram|threads|bluesky|mastodon|flipboard|youtube|tiktok|snapchat|rss|courriel|viber"
    r"|google\s?(?:news|actualités|\+|noticias)|flux\srss)"
)
_END = r"[\s:.…!→»>›+▶▼*]*+"
_TITLE = rf"(?:\s?[:>»|→–—-]+\s?\S.{{2,160}}(?<![.!;,])|{_END})"
"""What a related link leads to. A title has no full stop; a sentence that begins so has one."""
_ARTICLE = (
    r"(?:cet\s|l['’]\s?|un\s|l['’]intégralité\sde\s(?:l['’]|cet\s)|cette\s|la\s|le\s|ce\s)"
    r"(?:article|page|contenu|vidéo|histoire|sujet)"
)

PAGE_LINES = (
    line_kind(
        "MRK003",
        _SURE,
        "An advertisement's or a page's label.",
        r"""[\W_]*+(?:publicidad|anzeige|werbung|pubblicità|publicidade|advertentie|reclame|annons
          |advertorial|advertisement\W+continue\sreading\sbelow|(?:article
          |story)\scontinues\s(?:below|after).{0,30}
          |(?:paid|sponsored|branded|promoted)\s(?:content|post|links?|stories)
          |contenus?\s(?:sponsorisés?|partenaires?|de\smarque|promu)|partenariat\sédito
          |(?:patrocinado|gesponsert|sponsorizzato)(?:\s(?:por|von|da)\s.{2,40})?
          |(?:skip|close|passer|fermer|ignorer)\s(?:the\s|this\s|la\s|l['’]|cette\s)?(?:ad
          |advertisement
            |publicité|annonce)|(?:la\ssuite|votre\sarticle
            |l['’]article\scontinue)\saprès\s(?:cette|la)\s
            (?:publicité|pub|annonce)|sigue\sleyendo\sdespués\sde\sla\spublicidad
          |nach\sder\swerbung\sweiterlesen)[\W_]*+""",
        ("Publicidad", "Anzeige", "SKIP ADVERTISEMENT", "Contenu sponsorisé", "Paid content"),
        (
            "Publicidad, l’agence de Madrid, ouvre à Lyon",
            "Contenu sponsorisé : la mairie fixe les règles.",
            "Annonce",
            "Anzeige est un mot allemand.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A related link.",
        rf"""[-–>»→▶•*\s]*+(?:
          (?:découvr(?:ir|ez)|retrouvez|consulte[rz]|(?:re)?lisez)\s(?:aussi|également|encore)
          |(?:à|a)\s(?:re)?(?:lire|voir|découvrir|écouter)(?:\s(?:ensuite|absolument))?(?=\s?:)
          |(?:également|aussi|toujours)\s(?:dans|sur)\s(?:l['’]actualité|le\smême\ssujet
          |notre\ssite|ce\ssujet)
          |(?:lire|voir|suivre|retrouver|à\slire
          |à\svoir)\s(?:aussi\s)?sur\s(?-i:\p{{Lu}})[\p{{L}}.\s’'-]{{2,30}}
          |(?:dans|sur)\s(?:la\smême\srubrique|le\smême\s(?:sujet|thème)|le\smême\sdossier)
          |vous\s(?:aimerez|pourriez|devriez)\s(?:peut-être\s)?(?:aussi|également)(?:\s(?:aimer
          |apprécier))?
          |(?:cela|ça|ces\sarticles?|cet\sarticle)\s(?:pourrait|pourraient|peuvent|peut)\s
            (?:aussi\s|également\s)?vous\sintéresser
          |(?:nos|les|vos)\s(?:derniers?|dernières|autres)\s(?:articles|actualités|vidéos)
          |(?:derniers|autres)\sarticles|articles\s(?:récents|populaires|en\srelation|associés
          |les\splus\slus)
          |les\splus\s(?:lus|commentés|partagés|récents|populaires)|à\sne\spas\s(?:manquer|rater)
          |(?:voir|afficher|lire)\s(?:plus(?:\sd['’]articles)?|tous\s(?:les|ses
          |nos)\sarticles(?:\sde\s.{{2,40}})?)
          |plus\sd['’](?:articles|infos|actualités)(?:\ssur\s.{{2,40}})?
          |more\s(?:from|on|stories|news|articles)(?:\s.{{2,40}})?|you\s(?:may
          |might)\salso\s(?:like|enjoy)
          |recommended\s(?:for\syou|stories|articles|reading)|don['’]t\smiss|top\sstories
          |latest\s(?:news|posts|articles)
          |recent\s(?:posts|articles|comments)|(?:popular|trending|featured)\s(?:posts|now|stories
          |articles)
          |see\salso|(?:read|up)\snext|what\sto\sread\snext|related\s(?:topics|content|links
          |coverage|news)
          |mehr\s(?:zum\sthema|aus|artikel|nachrichten|von)(?:\s.{{2,40}})?|(?:auch\s
          |das\skönnte\ssie\s(?:auch\s)?)
            interessant|das\skönnte\s(?:sie|dich)\s(?:auch\s)?interessieren|(?:verwandte|ähnliche
            |weitere)\s
            (?:artikel|beiträge|themen)|meistgelesen|zum\sthema|lesen\ssie\s(?:auch|mehr|dazu)
          |(?:art[íi]culos|noticias|temas|contenido)\s(?:relacionad[oa]s?|recomendad[oa]s?)
          |te\spuede\sinteresar
          |lee\s(?:también|más)|(?:lea|leer|ver)\s(?:también|m[áa]s)|más\s(?:informaci[óo]n
          |noticias|le[íi]das|sobre\s.{{2,40}})
          |no\ste\spierdas|lo\smás\sle[íi]do|leggi\s(?:anche|di\spiù|tutto)|(?:potrebbe
          |potrebbero)\sinteressarti
            (?:\sanche)?|articoli\scorrelati|leia\s(?:também|mais)|saiba\smais|veja\s(?:também|mais)
          |lees\s(?:ook|meer|verder)|meer\sover(?:\s.{{2,40}})?
          ){_TITLE}""",
        (
            "Mehr zum Thema",
            "Leer más: La piscina reabre",
            "Vous aimerez aussi",
            "Ces articles pourraient vous intéresser",
            "Les plus lus",
            "Leggi anche: Riapre la piscina",
            "You may also like",
            "À lire : Le pont rouvre",
        ),
        (
            "Lire aussi bien Proust que Simenon est un plaisir rare.",
            "Les plus lus sont les romans policiers, selon la libraire.",
            "À ne pas manquer : le concert a lieu samedi à 20 heures.",
            "Derniers articles de la loi, les plus disputés : les députés votent ce soir.",
            "Voir plus de monde au théâtre, tel est son vœu",
            "Mehr Licht",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "Share buttons.",
        rf"""[\W_]*+(?:
          (?:partage[rz]?|share|compartir|comparte|teilen|condividi|compartilh(?:ar|e)|delen
            |tweete[rz]?|tweet|épinglez?r?
            |pin\sit|enviar|imprimir|drucken|stampa|print|copy\slink|copier\sle\slien
            |copiar\s(?:enlace|link)|link\skopieren
            |enregistrer|email\sthis|blogthis!?)
          (?:\s(?:{_ARTICLE}|this(?:\s(?:article|story|page|post|entry))?|(?:este|esta|esto
            |el)\s?(?:art[íi]culo|noticia|p[áa]gina)?
            |(?:diesen\s|den\s)?artikel|questo\sarticolo|l['’]articolo|este\sartigo|on|sur|en|auf
            |via|par|with|con|avec|su|op|to))*+
          (?:[\s,|/·•:+-]++(?:(?:et|and|und|y
            |ou)\s)?{_NETWORK}(?!\w))*+[\s,|/·•:+-]*+){{1,8}}+[\W_]*+
        |[\W_]*+{_NETWORK}(?:[\s,|/·•+-]++(?:(?:et|and|und|y)\s)?{_NETWORK}){{2,}}+[\W_]*+
        |(?:partage[rz]?|diffuse[rz]?)\s(?:{_ARTICLE}\s)?(?:sur\s)?(?:les|vos
        |mes)\sréseaux(?:\ssociaux)?
        |(?:diesen|den)\s(?:artikel|beitrag)\s(?:teilen|drucken|empfehlen|merken)
        |(?:cet\sarticle|cette\svidéo|ce\scontenu)\svous\sa\s(?:plu|intéressé|été\sutile)(?:e|es
        |s)?\s?\?.{{0,60}}
        |(?:partagez|likez|commentez|diffusez)(?:-le|-la)?(?:\s?[,!]?\s(?:et\s)?(?:likez|commentez
        |partagez|abonnez-vous)(?:-le)?)++\s?!?
        |\d[\d.,kK\s]{{0,6}}\s?(?:partages?|shares?|tweets|likes?|vues|views|j['’]aime|abonnés
        |followers)
          (?:[\s|·•,]++\d[\d.,kK\s]{{0,6}}\s?(?:partages?|shares?|commentaires?|comments?|vues
            |views|likes?|j['’]aime))*+[\s.]*+""",
        (
            "Partager l’article",
            "Compartir este artículo",
            "Condividi su Facebook",
            "Artikel teilen",
            "Facebook Twitter LinkedIn WhatsApp",
            "128 partages",
            "Share Tweet Pin it",
        ),
        (
            "Partager le pouvoir n’est pas dans ses habitudes.",
            "Facebook et Instagram en panne",
            "Share, le film de Lise Aumont, sort mercredi.",
            "Partages",
            "3 000 abonnés au théâtre de la ville",
            "Facebook, Twitter et la presse : une histoire",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "An invitation to follow, to join or to download.",
        rf"""[\W_]*+(?:
          (?:suive[zr](?:-nous|-moi)?|retrouve[zr]-nous|rejoigne[zr](?:-nous)?|aimez-nous
            |follow(?:\sus|\sme)?|like\sus|find\sus
            |join\sus|s[íi]guenos|síganos|encu[ée]ntranos|folgen\ssie\suns|folge\suns|seguici
            |siga-nos|volg\sons)
          \s(?:aussi\s|también\s|auch\s)?(?:sur|on|en|auf|su|no|op
            |via)\s{_NETWORK}(?:[\s,/|]+(?:et\s|and\s|y\s|und\s|sur\s)?{_NETWORK})*+
          (?:\s(?:pour|to|para|um)\s.{{3,100}})?
        |(?:retrouvez|suivez|découvrez|consultez|lisez)\s(?:toute|toutes|tous
        |l['’]ensemble)\s?(?:de\s)?(?:l['’]|les\s|nos\s|la\s)
          (?:actualités?|infos?|articles|informations|vidéos|résultats|épisodes)\b.{{0,60}}\b(?:sur
            |dans|avec|via|en)\s(?:notre|nos|le\ssite|l['’]appli\w*|la\spage|{_NETWORK}).{{0,50}}
        |(?:abonnez-vous|suscríbete|subscribe|abonniere\w*)\s(?:à|a|to)?\s?(?:notre|nos|our|nuestro
        |unseren)\s(?:chaîne|canal|channel|page|podcasts?|compte|kanal|flux)\b.{{0,60}}
        |(?:suivre|follow|seguir|folgen)\s@\w+(?:\s(?:sur|on|en)\s{_NETWORK})?
        |(?:rejoignez|intégrez|join|únete\sa|tritt)\s(?:notre|nos|our|nuestro|unserem)\s(?:chaîne
        |canal|groupe|communauté|channel
            |group|community|kanal).{{0,80}}
        |ajoute[zr](?:-nous)?\s(?:.{{2,40}}\s)?(?:à|comme|dans)\s(?:mes|vos|tes|une?
        |google)\s?(?:favoris|sources?\s.{{2,40}}|actualités|news)
        |(?:téléchargez|installez|découvrez)\s(?:gratuitement\s)?(?:notre|l['’]
        |nos)\s?appli(?:cation|s)?s?(?:\s(?:mobile|gratuite?))?
            (?:\s(?:de|pour|sur|du)\s.{{2,80}})?
        |(?:disponible|available|disponibile|verfügbar)\s(?:gratuitement\s)?(?:sur|on|en|su
        |im)\s(?:l['’]|the\s|el\s|google\s)?(?:app\sstore|play(?:\sstore)?).{{0,40}}
        |(?:download|get|descarga(?:te)?|lade|scarica|baixe)\s(?:our|the|nuestra|die|la\snostra
        |nosso)?\s?(?:free\s|kostenlose\s)?app\b.{{0,60}}
        |(?:ne\s(?:manquez|ratez|loupez)\s(?:rien|plus\srien|aucune?)|restez\s(?:informée?s?
        |connectée?s?|à\sjour|au\scourant))\b
            (?=.*\b(?:actualités?|infos?|article|newsletter|notifications?|alertes?|appli\w*
            |abonn\w+|inscri\w+)\b).{{3,140}}
        |(?:activez|activer|recevoir|recevez)\sles\s(?:notifications|alertes)(?:\s(?:push|pour|de
        |sur)\s?.{{0,60}})?
        ){_END}""",
        (
            "Suivez-nous sur Google News",
            "Síguenos en Facebook",
            "Rejoignez notre chaîne WhatsApp pour ne rien manquer",
            "Téléchargez notre application",
            "Disponible sur l’App Store et Google Play",
            "Ne manquez rien de l’actualité : abonnez-vous",
            "Folgen Sie uns auf Twitter",
        ),
        (
            "Suivre le tournoi à la radio coûte peu.",
            "Rejoignez les bénévoles du festival samedi.",
            "Ne manquez rien du match de samedi à Brest.",
            "Disponible sur ordonnance, ce vaccin manque.",
            "Téléchargez le formulaire avant le 3 mai, dit la mairie.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A form or a note of a newsletter.",
        r"""[\W_]*+(?:
          (?:recevez|retrouvez|découvrez)\s(?=.*\b(?:boîte\s(?:mail|e-mail|aux\slettres
            |de\sréception)|par\s(?:e-?mail|mail|courriel)|newsletters?
             |lettres?\sd['’]info\w*|infolettre)\b).{8,200}
        |(?:tous\sles\s\w+|toutes\sles\s\w+|chaque\s\w+|une\sfois\spar\s\w+),?\s(?:recevez
        |retrouvez|découvrez)\s(?:le\smeilleur|l['’]essentiel|toute|notre|nos|la\ssélection).{3,120}
        |(?:suscr[íi]bete|subscribe|abonnez-vous|iscriviti)\s(?:gratis|free|gratuitement)\b.{0,60}
        |(?:inscription|s['’]inscrire|s['’]abonner|je\sm['’](?:inscris|abonne)
        |abonne[zr](?:-vous)?(?:\sgratuitement)?|inscrivez-vous(?:\sgratuitement)?)
          \sà\s(?:la|notre|nos|une|cette|l['’])\s?(?:newsletters?|lettres?\sd['’]info\w*|infolettre
            |liste\sde\sdiffusion).{0,120}
        |(?:votre|saisissez\svotre|entrez\svotre|indiquez\svotre)\s(?:adresse\s)?(?:e-?mail|mail
        |courriel|adresse\s(?:e-?mail|mail|électronique))(?:\s\*|\sici)?
        |(?:your|enter\syour)\se-?mail(?:\saddress)?|(?:tu|su|ingresa\stu|introduce\stu)\s(?:correo
        |e-?mail)(?:\selectrónico)?
        |(?:ihre|deine)\se-mail-adresse|(?:votre|la)\s(?:newsletter|lettre\sd['’]info\w*)
        |vous\spouvez\svous\s(?:désinscrire|désabonner)\s(?:à\stout\smoment|en\scliquant|via
        |grâce)\b.{0,100}|(?:se\s)?(?:désinscrire|désabonner)|unsubscribe(?:\s.{3,40})?
        |(?:en\svous\s(?:inscrivant|abonnant)|en\scliquant\ssur|votre\sadresse\s(?:e-?mail
        |électronique|mail)\s(?:est|sera|ne\ssera))\b
          (?=.*\b(?:vous\sacceptez|newsletters?|désinscri\w+|désabonn\w+|uniquement\sutilisée
            |conditions|politique)\b).{10,300}
        |merci\s(?:de\svotre|pour\svotre)\s(?:inscription|abonnement)\b.{0,60}
        |vous\s(?:recevez|avez\sreçu)\s(?:cet?\s)?(?:e-?mail|courriel|message|newsletter)\s(?:car
        |parce\sque?)\b.{5,160}
        |(?:si\svous\sne\s(?:parvenez|visualisez|voyez|arrivez)\spas.{3,60}\s)?(?:voir|consulte[rz]
        |afficher|lire|cliquez)\s(?:ici|.{0,30})\s?
          (?:dans\s(?:votre\s|le\s)?navigateur|version\sen\sligne|en\sligne\s(?:cet\se-?mail
            |cette\snewsletter))
        |view\s(?:this\semail\s)?in\s(?:your\s)?browser|im\sbrowser\s(?:anzeigen|ansehen)
        |ver\sen\sel\snavegador
        |(?:newsletter|infolettre)s?(?:\s(?:abonnieren|bestellen|gratuite?|quotidienne|anmelden))
        |(?:melden\ssie\ssich|suscr[íi]bete|iscriviti|inscreva-se|apúntate|abonnieren\ssie
        |regístrate)\b.{0,20}\b(?:newsletter|boletín|canal)\b.{0,80}
        |no\sspam\b.{0,60}|pas\sde\sspam\b.{0,60}
        )[\s.!*→»]*+""",
        (
            "Recevez chaque matin l’essentiel de l’actualité dans votre boîte mail",
            "Inscription à la newsletter",
            "Votre adresse e-mail",
            "Vous pouvez vous désinscrire à tout moment",
            "Newsletter abonnieren",
            "Suscríbete a nuestro boletín",
            "View this email in your browser",
        ),
        (
            "Recevez-vous souvent vos petits-enfants par courrier interposé ?",
            "Newsletter, le roman de Lise Aumont, paraît jeudi.",
            "Inscription à la cantine : les parents attendent.",
            "Recevez nos meilleurs vœux",
            "Vous pouvez vous désinscrire des listes électorales, dit la mairie.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A paywall's teaser.",
        r"""[\W_]*+(?:
          (?:cet?\s|ce\s|l['’])?(?:article|contenu|vidéo|dossier)?\s?(?:est\s)?(?:exclusivement\s
            |entièrement\s)?réservée?s?\s(?:à|aux|exclusivement\saux)\s
            (?:nos\s)?abonnée?s?(?:\s(?:numériques|premium))?
        |abonnez-vous\s(?:dès\smaintenant\s)?(?:pour|et)\s(?:lire|accéder|profite[rz]|continuer
        |poursuivre|débloquer|découvrir|soutenir)\b.{0,120}
        |(?:pour|afin\sde)\s(?:lire|accéder\sà|poursuivre|découvrir
        |continuer)\b.{0,60}(?:abonnez-vous|identifiez-vous|connectez-vous|inscrivez-vous
        |créez\sun\scompte).{0,60}
        |(?:lisez|accédez|profitez|débloquez)\b(?=.*\b(?:abonn\w+|sans\sengagement|illimité\w*
        |premier\smois)\b).{5,140}
        |(?:offre|abonnement|essai)\s(?:spéciale?|gratuite?|numérique|découverte
        |sans\sengagement)\b(?!.*[.;]\s).{0,80}
        |(?:à\spartir\sde\s|dès\s|seulement\s)?\d+(?:[.,]\d+)?\s?€\s(?:le\spremier\smois|par\smois
        |/\s?mois|pendant\s.{3,20}|le\smois)(?:[\s,.]+.{0,40}(?:engagement|tard|mois))?
        |(?:bénéficiez|profitez|jouissez)\s(?:dès\smaintenant\s)?(?:de|d['’])\s?.{0,30}\b(?:essai
        |mois|jours|semaines?|offre|réduction)\b.{0,60}
        |veuillez\s(?:vous\s)?(?:connecter|identifier|inscrire|abonner|créer\sun\scompte)\b.{0,80}
        |please\s(?:log|sign)\sin\b.{0,60}
        |sans\sengagement|offrir\s(?:cet|l['’])\s?article|déjà\s(?:abonnée?|inscrite?
        |un\scompte)\s?\?(?:\s(?:se\s)?(?:connect|identif|cliqu|accéd).{0,30})?|je\s(?:me\sconnecte
        |suis\sdéjà\sabonnée?)
        |(?:subscribe|sign\sup|sign\sin|register|log\sin)\s(?:now\s)?to\s(?:continue|read|keep
        |unlock
        |access)\b.{0,80}|(?:this|the)\s(?:article|content|story)\sis\s
          (?:for|only\savailable\sto|reserved\sfor|exclusive\sto)\s.{0,20}(?:subscribers
            |members)(?:\sonly)?|already\sa\s(?:subscriber|member)\s?\?.{0,30}
        |you\shave\s(?:reached|read|used)\s.{3,40}(?:free\sarticles?|limit).{0,60}
        |start\syour\s(?:free\s)?trial\b.{0,60}
        |(?:este|el)\s(?:contenido|art[íi]culo)\ses\s(?:exclusivo|solo)\s(?:para
        |de)\s(?:nuestros\s)?(?:suscriptores|abonados)|¿ya\seres\ssuscriptor\?.{0,40}
        |(?:dieser|diesen)\s(?:artikel|inhalt|beitrag)\s.{0,40}\b(?:abonnenten|abonnement
        |abo)\b.{0,60}|(?:jetzt\s)?weiterlesen\smit\s.{2,40}
        |(?:questo|l['’])\s?(?:articolo|contenuto)\sè\sriservato\s(?:agli|ai)\s(?:abbonati
        |nostri\sabbonati)
        )[\s.!→»]*+""",
        (
            "Cet article est réservé aux abonnés.",
            "Abonnez-vous pour lire la suite",
            "Pour lire la suite, abonnez-vous",
            "1 € le premier mois, sans engagement",
            "Subscribe to continue reading",
            "Este contenido es exclusivo para suscriptores",
            "Dieser Artikel ist nur für Abonnenten lesbar",
        ),
        (
            "Réservé aux enfants, le bassin ouvre samedi.",
            "Abonnez-vous à la bibliothèque, conseille la maire.",
            "Le forfait coûte 5 € par mois pour les étudiants.",
            "Sans engagement de l’État, le club fermera.",
            "Abonnement gratuit aux transports : la ville hésite. Le vote a lieu lundi.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A tool for readers.",
        rf"""[\W_]*+(?:
          (?:(?:temps|durée)\sde\slecture|lecture|reading\stime|read\stime|lesezeit|lesedauer
            |tiempo\sde\slectura|tempo\sdi\slettura|tempo\sde\sleitura
            |leestijd)\s?(?:estimée?\s)?:?\s?(?:environ\s|about\s|ca\.\s
            |~\s?)?\d{{1,3}}\s?(?:mi?n(?:utes?|uten|utos|uti)?|['’′]|sec\w*)
        |(?:\d{{1,2}}|<\s?1)\s?(?:mi?n(?:utes?)?|minuten|minutos)[\s-](?:de\slecture|read|to\sread
        |lesezeit|de\slectura|di\slettura)
        |(?:lire|écoute[rz]|imprimer|enregistrer|sauvegarder|télécharger|envoyer|commenter|traduire
        |signaler|classer|ajouter)\s{_ARTICLE}
            (?:\s(?:en\saudio|plus\stard|à\s(?:un\sami|mes\sfavoris)|par\s(?:e-?mail|mail)
            |\(?\d\d?\s?(?:min|:\d\d)\)?))?
        |(?:listen|save|print|bookmark|email)\s(?:to\s)?(?:this|the)\s(?:article|story|page
        |post)(?:\s(?:for\slater|\d.{{0,12}}))?
        |(?:artikel|beitrag|seite)\s(?:teilen|anhören|drucken|merken|speichern|vorlesen
        |kommentieren)|(?:escuchar|guardar|imprimir)\s(?:este\s|el\s)?art[íi]culo
        |ascolta\s(?:questo\s|l['’])articolo|(?:ajouter|enregistrer)\s(?:à|dans)\s(?:mes|vos|ma
        |votre|vos)\s(?:favoris|sélections?|liste(?:\sde\slecture)?|articles)
        |(?:lire|sauver|save|read)\s(?:plus\stard|(?:it\s)?(?:for\s)?later)|(?:signaler
        |report)\s(?:une\s|an\s)?(?:erreur|error|faute|abus)(?:\s(?:dans|sur|in|on)\s.{{2,30}})?
        |(?:taille\sdu\stexte|texte\splus\s(?:grand|petit)|a\+\s?/?\s?a-|aa?\s?-\s?a\+)
        |lecture\s(?:zen|audio|à\svoix\shaute)
        |(?:\[?[^\]\n]{{3,20}}\]\s)?cliquez\sici\s?(?:pour\s[^.!?]{{3,60}})?
        |(?:voir|regarder|lire|lancer)\s(?:la\svidéo|le\sdiaporama|le\spodcast)|(?:watch
        |play)\s(?:the\s|this\s)?video|(?:video|audio)\splayer|lecteur\s(?:vidéo|audio)
        |media\splayback\sis\s(?:un|not\s)supported\son\syour\sdevice|(?:agrandir
        |zoomer\ssur)\s(?:l['’]image|la\sphoto)|click\sto\senlarge|(?:tap
        |click)\shere\sto\s.{{3,40}}
        |\d\d?:\d\d\s?/\s?\d\d?:\d\d|voir\scette\spublication\ssur\s{_NETWORK}
        |view\sthis\spost\son\s{_NETWORK}|ver\sesta\spublicaci[óo]n\sen\s{_NETWORK}
        |(?:une\spublication\spartagée\spar|a\spost\sshared\sby
        |una\spublicaci[óo]n\scompartida\s(?:por|de))\s.{{2,80}}\(@[\w.]+\).{{0,60}}
        |(?:sieh\sdir\sdiesen\sbeitrag\sauf|ein\sbeitrag\sgeteilt\svon)\s.{{2,80}}
        |(?:ce\scontenu|cette\svidéo|this\s(?:content|video))\s(?:n['’]est\s(?:pas
        |plus)\sdisponible|is\s(?:not|no\slonger)\savailable)(?:\s(?:sur|dans|en|in
        |on)\s[^.;]{{3,60}})?
        |(?:loading|chargement|cargando|wird\sgeladen|caricamento|patientez)(?:\s(?:en\scours
        |the\splayer|s['’]il\svous\splaît))?[\s.…]*+
        ){_END}""",
        (
            "Temps de lecture : 3 min",
            "3 min read",
            "Écouter cet article",
            "Listen to this article",
            "Ajouter à mes favoris",
            "Signaler une erreur",
            "View this post on Instagram",
            "Une publication partagée par Maud (@maud.k)",
        ),
        (
            "Temps de lecture : les enfants y passent dix minutes par jour.",
            "Lire cet article en classe a changé leur regard.",
            "Écouter la ville dormir",
            "Lecture : 3 minutes ne suffisent pas",
            "Signaler une erreur au fisc reste gratuit.",
            "Cette vidéo n’est plus disponible ; la chaîne s’en excuse.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A way to other pages.",
        rf"""[\W_]*+(?:
          navigation\s(?:de(?:s)?\s(?:l['’])?articles?|de\scommentaire|principale)|post\snavigation
            |beitrags-?navigation|navegaci[óo]n\sde\sentradas|navigazione\sarticoli
        |(?:article|page|billet|post|story|beitrag|artikel|entrada|articolo)\s(?:précédente?
        |suivante?|anterior|siguiente|precedente|successivo)(?:\s?:\s?.{{2,120}})?
        |(?:previous|next|older|newer)\s(?:post|article|page|story|entry|entries
        |posts)(?:\s?:\s?.{{2,120}})?|(?:vorheriger|nächster)\s(?:beitrag
        |artikel)(?:\s?:\s?.{{2,120}})?
        |(?:précédente?|previous|anterior|zurück)[\s|/·←→<>]+(?:suivante?|next|siguiente|weiter)
        |(?:retour|back|zurück|volver)\s(?:à\sl['’]accueil|à\sla\s(?:page\sd['’]accueil|liste|une)
            |to\s(?:top|home|the\shomepage)|nach\soben|zur\sstartseite|arriba|al\sinicio)
            |nach\soben|(?:aller|skip|zum|saltar|passer)\s(?:directement\s)?(?:au|to|inhalt|al)\s?
            (?:contenu(?:\sprincipal)?|(?:main\s)?content|springen|contenido)
        |page\s\d{{1,3}}\s(?:sur|of|von|de)\s\d{{1,3}}|pages?\s?:\s?\d(?:\s\d+)+(?:\s(?:suivante?
        |next))?
        |(?:posted|filed|published)\s(?:in|under)\s[\w\s,&'’éèêàç-]{{2,60}}|(?:publié|classé|posté
        |rangé)\s(?:dans|sous)\s(?:non\sclassé|[«"]?(?-i:\p{{Lu}})[\w\s,&'’-]{{2,40}})
        |(?:tagged|étiqueté|tagué|etiquetado|verschlagwortet)(?:\s(?:with|avec|como
        |mit))?(?:\s?:)?\s[\w\s,&'’éèêàç#-]{{2,80}}|uncategorized|non\sclassé|sin\scategoría|allgemein
        |unkategorisiert
        |(?:fièrement\s)?propulsé\spar\s(?-i:\p{{Lu}})[\w.]++(?:\s(?-i:\p{{Lu}})[\w.]++)?
        |(?:proudly\s)?powered\sby\s.{{2,40}}|(?:theme|thème)\s?:\s?\w.{{1,40}}\b(?:by
        |par)\s.{{2,40}}
        |(?:rechercher|search(?:\sfor)?|buscar|suche(?:n)?|cerca)\s?:|(?:fermer|close|ouvrir
        |open)(?:\s(?:le\s|the\s)?(?:menu|fenêtre|window|dialog|popup))|menu\sprincipal
        |(?:tous|toutes)\sles\s(?:articles|actualités|vidéos|newsletters)(?:\sde\s.{{2,40}})?
        |(?:lire|read|voir|see)\s(?:l['’]|the\s|la\s)?(?:article|original|source|full
        |suite)\s?(?:complet|original|article|story|post|sur\s.{{2,60}}|on\s.{{2,60}}
        |de\sl['’]article)(?:\s(?:sur|on)\s.{{2,60}})?
        |cliquez\sici(?:\spour\s[^.!?]{{3,80}})?|click\shere(?:\s(?:to|for)\s[^.!?]{{3,80}})?
        |(?:haga|haz)\sclic\saquí(?:\spara\s[^.!?]{{3,80}})?|hier\sklicken(?:\s[^.!?]{{3,60}})?
        ){_END}""",
        (
            "Navigation de l’article",
            "Article précédent : La piscine rouvre",
            "Previous Next",
            "Posted in Uncategorized",
            "Fièrement propulsé par WordPress",
            "Page 2 sur 5",
            "Lire l’article complet sur lecourrier.fr",
            "Nach oben",
        ),
        (
            "Navigation de nuit : deux marins secourus",
            "Article précédent de la loi, l’article 3 disparaît.",
            "Page 2",
            "Close the door, leur album, sort lundi.",
            "Classé dans les dix premiers, le club de Brest monte.",
            "Propulsé par le vent, le voilier gagne la course.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A form for comments.",
        r"""[\W_]*+(?:
          (?:voir|lire|afficher|masquer
            |charger)\s(?:tous\s)?les\s(?:\d+\s)?(?:autres\s)?commentaires(?:\s\(\d+\))?
            |(?:les\s)?(?:commentaires?|comments?|kommentare?|comentarios?|commenti
            |reacties)\s?\(\d+\)|\(?\d{1,4}\)?\s(?:commentaires?|réactions?|comments?
            |kommentare?|comentarios?)
        |(?:réagir|réagissez|commenter)(?:\s(?:à\s)?(?:cet|l['’])\s?article)?|donnez\svotre\savis
        |votre\s(?:commentaire|réaction|avis)\s?\*?|(?:ajouter|écrire|poster|publier|rédiger
        |déposer)\s(?:un|votre|mon)\scommentaire
        |soye[zr]\sle\spremier\sà\s(?:commenter|réagir|laisser\sun\scommentaire)(?:\s(?:à\s)?(?:cet
        |l['’])\s?article)?|be\sthe\sfirst\sto\s(?:comment|reply).{0,30}|(?:no
        |join\sthe)\s(?:comments(?:\syet)?|conversation|discussion)
        |los\scomentarios\sestán\scerrados|(?:die\s)?kommentare\ssind\sgeschlossen
        |votre\s(?:e-?mail|adresse|courriel|adresse\se-?mail)\sne\ssera\s(?:pas
        |jamais)\s(?:publiée?|affichée?|visible|partagée?|communiquée?)\b.{0,100}
        |(?:entrez|saisissez|recopiez|tapez)\s(?:le\scode|les\s(?:caractères|lettres|chiffres)
        |le\smot|le\srésultat)\b.{0,60}
        |(?:les\s)?commentaires\s(?:sont\s)?(?:fermés|clos|désactivés)|comments\sare\s(?:closed|off
        |disabled)|sé\sel\sprimero\sen\scomentar|(?:kommentar|kommentare)\s(?:schreiben|verfassen
        |anzeigen|lesen)
        |(?:escribe|deja|añade)\s(?:un|tu)\scomentario|(?:répondre|reply|responder|antworten)\s(?:à
        |to|a|auf)\s\w[\w\s.-]{1,30}|(?:connectez-vous|se\sconnecter|identifiez-vous)(?:\s(?:ici
        |ou\sinscrivez-vous|ou\scréez\sun\scompte))?
        |(?:log|sign)\sin\sto\s(?:comment|reply|join).{0,40}|signaler\s(?:ce|un|le)\scommentaire
        |(?:conditions|règles)\sde\s(?:participation|modération)|(?:save|submit|post|send)\scomment
        |envoyer\s(?:le|mon|un)\s(?:commentaire|message)
        |prévenez-moi\sde\stous\sles\snouveaux\s(?:commentaires|articles)\spar\s(?:e-?mail|mail)
        |notify\sme\sof\s(?:new|follow-?up)\s(?:posts|comments)\sby\semail
        )[\s.!:…→»*]*+""",
        (
            "Voir les 12 commentaires",
            "Commentaires (12)",
            "Soyez le premier à commenter",
            "Be the first to comment",
            "Les commentaires sont fermés.",
            "Kommentar schreiben",
            "Notify me of new posts by email.",
        ),
        (
            "Commentaires",
            "Réagir vite, voilà le mot d’ordre",
            "Soyez le premier à commenter le match, propose la radio.",
            "Votre avis compte, dit la mairie.",
            "12 commentaires ont choqué la ministre.",
        ),
    ),
    line_kind(
        "MRK003",
        _SURE,
        "A wall that asks for consent.",
        r"""[\W_]*+(?:
          (?:j['’]accepte|accepter|je\srefuse|refuser|ok,?\sj['’]accepte|j['’]ai\scompris|got\sit
            |i\s(?:accept|agree)|ich\sstimme\szu|acepto|accetta|aceitar|zustimmen)
            (?:\s(?:et\s(?:continuer|fermer|poursuivre)|tout|tous\sles\scookies|les\scookies
            |and\s(?:continue|close)|und\sweiter|und\sschließen|y\scontinuar|tutti|e\scontinua))
        |(?:votre|la|your)\s(?:vie\sprivée|confidentialité|privacy)\s(?:est\simportante
        |nous\s(?:est\schère|importe)|is\simportant(?:\sto\sus)?)(?:\spour\snous)?
        |nous\srespectons\s(?:votre\svie\sprivée|vos\sdonnées)|we\s(?:respect
        |care\sabout)\syour\s(?:privacy|data)|wir\s(?:respektieren|schätzen)\s(?:ihre
        |deine)\sprivatsphäre|valoramos\s(?:tu|su)\sprivacidad
        |(?:paramètres|préférences|réglages|gestion|politique)\s(?:des|de
        |relatives\saux)\s(?:cookies|confidentialité|consentement)|(?:cookie|privacy
        |consent)\s(?:settings|preferences|policy|notice)|cookie-?einstellungen
        |configuración\sde\scookies
        |(?:pour|afin\sde)\s(?:afficher|voir|lire|accéder\sà|visualiser)\s(?:ce|cette|le|la
        |l['’]).{2,40}\b(?:accepte[rz]|autorise[rz]|activer)\b.{3,120}
        |(?:ce|cette)\s(?:contenu|vidéo|publication)\s(?:n['’]est\spas|a\sété|est)\s(?:accessible
        |disponible|visible|bloquée?|affichée?|masquée?)\b.{0,60}\b(?:pour\s(?:le|la|y)\s
          (?:consulter|voir|afficher|visionner|accéder)|cookies?|consentement|traceurs)\b.{3,160}
        |(?:avec\svotre\saccord|sous\sréserve\sde\svotre\sconsentement)\b(?=.*\b(?:partenaires
        |cookies|données|traceurs)\b).{10,400}
        |(?:we\sand\sour|wir\sund\sunsere|nosotros\sy\snuestros
        |noi\se\si\snostri)\s(?:\d+\s)?(?:partners|partner|socios)\b.{10,400}
        |(?:gérer|modifier|retirer)\s(?:mes|vos|le|mon)\s(?:consentement|choix|préférences|cookies)
        |(?:manage|update)\s(?:your\s)?(?:consent|preferences|cookies)|ne\spas\s(?:vendre
        |partager)\smes\s(?:informations|données)\spersonnelles|do\snot\ssell\smy\s.{3,40}
        )[\s.!→»×]*+""",
        (
            "Accepter et continuer",
            "Nous respectons votre vie privée",
            "Avec votre accord, nos partenaires et nous utilisons des cookies et des données.",
            "Wir und unsere Partner verwenden Cookies auf Ihrem Gerät.",
            "Paramètres des cookies",
            "Pour afficher ce contenu, veuillez accepter les cookies.",
        ),
        (
            "Accepter et continuer à vivre, dit la veuve.",
            "Nous respectons votre vie privée, promet le ministre aux élus.",
            "Avec votre accord, le maire signera demain.",
            "J’accepte",
        ),
    ),
)

DOUBTFUL_PAGE_LINES = (
    line_kind(
        "MRK003",
        _DOUBTFUL,
        "It may head what surrounds the article, or credit a picture.",
        r"""(?:pour\saller\splus\sloin|en\savoir\splus|à\spropos\sde\sl['’]auteur
          |about\sthe\sauthor|über\sden\sautor|sobre\sel\sautor|liens\sutiles|sources?\s&\sliens
          |annonces?|partages?|partager|share|enregistrer|facebook|twitter
          |whatsapp|instagram|email|tweet|imprimer|print|sponsorisé|newsletter|commentaires?|réagir
          |comments?|kommentare|comentarios|rechercher|search|menu|fermer|close|ok|j['’]accepte
          |refuser|accepter|s['’]inscrire|se\sconnecter|connexion|login)\s?:?
        |image\s(?:source|caption|copyright)[,:]?\s?.{2,120}|media\scaption[,:]?\s?.{2,120}
        |(?:photo|image|légende|vidéo)\s(?:d['’]illustration|d['’]archives)[\s.()/©-]*+.{0,60}
        |(?:posted|published|publié|posté)\s(?:on|le|by|par)\s.{3,40}\s(?:by|par)\s(?:admin
        |administrateur|la\srédaction)""",
        (
            "Pour aller plus loin",
            "Image source, Getty Images",
            "Newsletter",
            "Posted on 12 mars 2021 by admin",
        ),
        (
            "Pour aller plus loin, il faut du courage.",
            "Image de marque : le club soigne la sienne",
            "Publié le 12 mars 2021 par Maud Le Goff",
        ),
    ),
    line_kind(
        "MRK003",
        _DOUBTFUL,
        "It tells a reader what to do on the site.",
        r"""[\W_]*+(?:(?:pour|afin\sde|si\svous)\s[^.,;!?]{3,60},\s)?
          (?:(?:veuillez|vous\s(?:pouvez|devez)|n['’]hésitez\spas\sà
            |n['’]oubliez\spas\sde)\s(?:vous\s)?\p{L}+|abonnez|inscrivez|connectez
            |identifiez|cliquez|téléchargez|partagez|recevez|retrouvez|découvrez|profitez
            |bénéficiez|acceptez|consultez|suivez
            |rejoignez|likez|activez|installez|créez|rendez|soutenez|contactez|écrivez|signalez
            |participez|commentez|réagissez
            |visionnez|commandez|saisissez|remplissez|laissez|actualisez|rechargez|connecte|abonne
            |inscris)\b(?:-(?:vous|nous|le|la|toi))?
          (?=[^.!?\n]*\b(?:(?:notre|nos)\s(?:\p{L}+\s)?(?:site|pages?|chaînes?|appli\w*
            |newsletters?|lettres?|offres?|compte|groupe
              |canal|podcasts?|vidéos?|articles?|dossiers?|journal|rédaction|réseaux|contenus?
              |partenaires?|communauté|boutique|formules?)
            |(?:votre|vos|ton|un)\s(?:e-?mail|mail|adresse\s(?:e-?mail|mail|électronique)
            |boîte\s(?:mail|e-mail|aux\slettres)|compte
              |abonnement|mot\sde\spasse|commentaires?|navigateur|identifiants?|espace\s(?:abonné
              |personnel|client)|données\spersonnelles)
            |cookies?|newsletters?|essai\sgratuit|sans\sengagement|en\sillimité|édition\snumérique
            |app\sstore|google\s(?:play|news)
            |ci-dessous|ci-contre|(?:ce|le)\slien|(?:cet|l['’])\s?article|le\sformulaire|whatsapp
            |facebook|instagram|youtube|twitter
            |notifications|la\spage|javascript)\b)[^.!?\n]{3,120}[\s.!…→»]*+""",
        (
            "Laissez votre adresse e-mail pour être prévenu",
            "Connectez-vous à votre compte pour participer",
            "Retrouvez nos podcasts sur toutes les plateformes",
            "Veuillez actualiser la page ou changer de navigateur.",
        ),
        (
            "Suivez la rivière jusqu’au pont, puis tournez à droite.",
            "Découvrez la ville à vélo, propose l’office de tourisme.",
            "Vous pouvez voter jusqu’à 20 heures.",
            "Soutenez les bleus dimanche",
        ),
    ),
)
"""Kinds whose lines are only proposed."""


def page_line_of(line: str) -> LineKind | None:
    """Return the kind of page line that ``line`` is, from end to end; None for text."""
    if len(line) > _SHORT and not _LONG.search(line):
        return None
    first = _FIRST.search(line)
    if first is None:
        return None
    head = line[first.start() : first.start() + _LETTERS].replace("’", "'").lower()
    if not (head[0].isdigit() or head.startswith(_HEADS)):
        return None
    kinds = (*PAGE_LINES, *DOUBTFUL_PAGE_LINES)
    return next((kind for kind in kinds if kind.pattern.fullmatch(line)), None)


_SHORT = 130
"""Code points of a line from which on only notes about consent, letters and prices are so long."""
_LONG = regex.compile(r"cookie|newsletter|lettre|partenaires|partner|socios|abonn|mail|@|désinscri")
_FIRST = regex.compile(r"[^\W_]")
_LETTERS = 8
_HEADS = tuple(
    head.replace("_", " ")
    for head in (
        "los_ die_ kommentare recop tapez "
        "laissez actual recharg rempl n'hés n'oub si_ advert bénéf veuil joui égal aussi touj "
        "chaque likez diffus commentez "
        "a_ a+ a- aa abonn about accep accet accéd aceit acep activ adverte affich afin agr "
        "aimez ajout aller allg alr annon anter antw anzeig apún artic artik artíc asco auch "
        "audio autres avail avec añad back baix be_ beitr bill blog blue book brand busc carg "
        "caric ce_ cela cerca ces_ cet_ cette charg classer click cliq close comm compar cond "
        "condiv config connec consent consul conten cooki copi copy courr dans das_ deine deja "
        "delen dern desc dies dispo do_ don donn downl druck durée dès débl découv déjà déposer "
        "désab désin e-mail ein_ el_ email en_ encu enreg enter enti entr entra envi escr escu "
        "essai este etiq exclu facebook featu fermer filed find fièr flip flux folg follow "
        "gespons gesti get_ google got guard gérer haga haz hier i_ ich identif ignor ihre im_ "
        "image impr indiq infol ingr inscr inscri insta install integ introd intég iscr j' je_ "
        "jetzt join kommen l'art la_s lade lancer lates lea lect lee leest legg leia les_ lese "
        "lesen liens like link lire lisez list lo_ load log login légend manag mas masq masto "
        "media meer mehr meist melden menu merci messen min mn modif more más nach_ navig ne_ "
        "newer newsl next no_ noi non nos_ noso notic notif nous näch offr ok older open ouvr "
        "page paid param partag parten pas_ pass patien patroc photo pin_ pinter play plus_ "
        "pocket polit popul post poster potr pour_ power previ print priv prof promo propul "
        "proud précé préf prév pubbl publi publici quest rang read recen recev rech recla recom "
        "reddit refus regard regis rejoi relat relis reply report respo restez retir retour "
        "retrou rss règl réag rédig régl répon réser s' saib saisi saltar sans sauv save scar "
        "se_ search sec see segui send seul share si_ sieh sig sign sigue sin skip skype snap "
        "sobre source sous soye spons stamp start story su_ subm subs such suiv sur_ susc síg "
        "tag taille tap te_ teil teleg temas tempo temps texte the_ theme this thread thème "
        "tiemp tiktok top_ tous toutes trad trend tritt tu_ tumblr tweet twitter télé un_ una "
        "uncat une_ unkat unsub up_ updat valor veja ver_ verf versch verw viber video vidéo "
        "view voir volg volv vorh vos_ votre vous_ vues watch we_ weit werb what whats wir wird "
        "x_ you your youtube zoom zum zurück zust à_ ähn ça_ écout écri éping étiq únet über "
    ).split()
)
"""How such lines begin, in small letters: a prefilter that most lines do not pass."""
