S sans ville frère parti ,
A 1 2|||R:VERB|||témoin|||REQUIRED|||-NONE-|||0

S juges , ville a son son , sans tôt .
A 3 4|||R:SPELL|||le|||REQUIRED|||-NONE-|||0

S ; a un . devant un son tôt tôt a mardi
A 1 3|||M:PUNCT|||repris procès|||REQUIRED|||-NONE-|||0
A 2 4|||UNK|||procès le|||REQUIRED|||-NONE-|||0

S tôt frère devant dit ville tôt son son le très
A 0 1|||R:SPELL||||||REQUIRED|||-NONE-|||0
A 0 2|||UNK|||témoin|||REQUIRED|||-NONE-|||0
A 2 2|||U:DET|||repris|||REQUIRED|||-NONE-|||0
A 2 3|||UNK||||||REQUIRED|||-NONE-|||0
A 4 4|||R:ORTH|||dit|||REQUIRED|||-NONE-|||0
A 6 8|||M:PUNCT|||sans sans|||REQUIRED|||-NONE-|||0

S le juges son la la ; de
A 1 2|||R:ORTH|||un|||REQUIRED|||-NONE-|||0

S un procès devant que son mardi ;
A 2 3|||R:NOUN|||bruit|||REQUIRED|||-NONE-|||0
A 3 4|||M:DET||||||REQUIRED|||-NONE-|||0

S dit sans les juges tôt
A -1 -1|||noop|||-NONE-|||REQUIRED|||-NONE-|||0

S témoin dit bruit repris repris
A 2 3|||R:ORTH|||un|||REQUIRED|||-NONE-|||0

S juges sans très était parti mardi de . les ;
A 0 1|||M:PUNCT|||un|||REQUIRED|||-NONE-|||0

S témoin le procès les devant était , . son
A 2 3|||R:NOUN||||||REQUIRED|||-NONE-|||0
A 3 4|||M:DET||||||REQUIRED|||-NONE-|||0

S tôt , procès frère
A -1 -1|||noop|||-NONE-|||REQUIRED|||-NONE-|||0

S . la ; , très ville un juges procès de

S la son bruit tôt très mardi tôt un
A 4 6|||M:DET|||repris devant|||REQUIRED|||-NONE-|||0

S que le . était
A 0 0|||M:DET|||dit|||REQUIRED|||-NONE-|||0
A 0 1|||R:ORTH|||témoin|||REQUIRED|||-NONE-|||0
A 2 2|||R:NOUN|||de|||REQUIRED|||-NONE-|||0

S était témoin parti témoin
A 1 1|||R:NOUN|||;|||REQUIRED|||-NONE-|||0
A 1 2|||M:PUNCT|||juges|||REQUIRED|||-NONE-|||0
A 2 3|||M:DET|||;|||REQUIRED|||-NONE-|||0

S était juges que , de très le .
A -1 -1|||noop|||-NONE-|||REQUIRED|||-NONE-|||0

S dit que parti dit un repris était ville de . très
A 3 4|||R:ORTH|||repris|||REQUIRED|||-NONE-|||0
A 3 5|||UNK|||, que|||REQUIRED|||-NONE-|||0

S , repris bruit tôt très devant que procès devant
A 3 5|||R:ORTH|||parti a|||REQUIRED|||-NONE-|||0

S . repris dit dit devant témoin a bruit frère
A 0 2|||R:ORTH|||que|||REQUIRED|||-NONE-|||0
A 1 3|||R:SPELL|||que repris|||REQUIRED|||-NONE-|||0
A 6 8|||R:SPELL|||de ville|||REQUIRED|||-NONE-|||0

S ville son devant le . ville ville procès , tôt repris
A 2 3|||R:ORTH|||était|||REQUIRED|||-NONE-|||0
A 2 4|||R:ORTH|||témoin a|||REQUIRED|||-NONE-|||0
A 8 9|||UNK|||devant|||REQUIRED|||-NONE-|||0

S très , repris témoin la que de
A 2 3|||R:ORTH||||||REQUIRED|||-NONE-|||0

S était dit que , un de les témoin repris tôt devant le
A 0 1|||M:PUNCT||||||REQUIRED|||-NONE-|||0
A 1 1|||R:NOUN|||juges|||REQUIRED|||-NONE-|||0
A 4 5|||R:SPELL|||tôt|||REQUIRED|||-NONE-|||0
A 7 8|||U:DET|||que|||REQUIRED|||-NONE-|||0

S ; ville très devant dit la
A 0 1|||UNK|||témoin|||REQUIRED|||-NONE-|||0
A 2 3|||R:ORTH|||un|||REQUIRED|||-NONE-|||0
A 5 6|||U:DET|||. très|||REQUIRED|||-NONE-|||0

S la ville sans sans un sans bruit
A 3 3|||M:DET|||devant|||REQUIRED|||-NONE-|||0

S frère mardi ; que ville que la a la
A 0 1|||U:DET|||les|||REQUIRED|||-NONE-|||0
A 5 7|||R:VERB|||un|||REQUIRED|||-NONE-|||0

S les la devant , était bruit témoin juges le son témoin dit un ville
A 2 3|||R:VERB||||||REQUIRED|||-NONE-|||0
A 3 5|||M:DET|||était|||REQUIRED|||-NONE-|||0
A 6 7|||M:PUNCT||||||REQUIRED|||-NONE-|||0

S repris devant a procès les tôt un juges un dit
A 2 3|||R:SPELL||||||REQUIRED|||-NONE-|||0

S parti devant sans parti repris devant de ; ville le
A 2 4|||R:VERB|||le témoin|||REQUIRED|||-NONE-|||0

S parti juges ; de frère parti son dit très juges ville de a
A 0 2|||M:PUNCT|||dit les|||REQUIRED|||-NONE-|||0
A 2 3|||R:ORTH||||||REQUIRED|||-NONE-|||0
A 4 5|||M:PUNCT|||a|||REQUIRED|||-NONE-|||0
A 5 6|||R:ORTH|||juges|||REQUIRED|||-NONE-|||0

S de le que tôt tôt . la ville
A 0 1|||R:SPELL|||devant|||REQUIRED|||-NONE-|||0
A 2 4|||U:DET|||était|||REQUIRED|||-NONE-|||0

S , devant . les mardi ; était était
A 0 1|||U:DET|||très|||REQUIRED|||-NONE-|||0
A 2 2|||M:DET|||son|||REQUIRED|||-NONE-|||0
A 3 5|||M:PUNCT|||parti ,|||REQUIRED|||-NONE-|||0
A 4 4|||R:ORTH|||que|||REQUIRED|||-NONE-|||0
A 5 5|||M:DET|||ville|||REQUIRED|||-NONE-|||0

S tôt dit la sans mardi bruit très très bruit parti la juges était de
A 0 2|||R:VERB|||procès de|||REQUIRED|||-NONE-|||0
A 2 4|||R:NOUN|||a ;|||REQUIRED|||-NONE-|||0
A 8 9|||M:PUNCT|||bruit|||REQUIRED|||-NONE-|||0

S parti parti tôt procès le mardi repris repris mardi procès bruit tôt très de
A 6 6|||M:DET|||que|||REQUIRED|||-NONE-|||0
A 9 10|||M:DET|||que|||REQUIRED|||-NONE-|||0

S un était parti dit

S un tôt . les les son sans la très devant
A 1 3|||M:DET|||son bruit|||REQUIRED|||-NONE-|||0
A 2 2|||UNK|||repris|||REQUIRED|||-NONE-|||0
A 9 10|||R:NOUN|||.|||REQUIRED|||-NONE-|||0

S , frère , la ; tôt son de tôt repris très frère repris
A 3 4|||R:VERB||||||REQUIRED|||-NONE-|||0

S procès repris un le ville a . repris
A -1 -1|||noop|||-NONE-|||REQUIRED|||-NONE-|||0

S a ; était tôt bruit , frère
A 1 3|||R:SPELL|||frère .|||REQUIRED|||-NONE-|||0

S bruit , repris repris de
A 1 1|||R:NOUN|||;|||REQUIRED|||-NONE-|||0

S a . ville tôt que

