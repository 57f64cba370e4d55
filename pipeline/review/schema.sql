-- The database of a review, beside the run that it is about. Start reading at « decisions ».
--
-- articles, series and edits are a copy of the run, made anew when the run changes. Texts that hold
-- lone surrogates, which SQLite's text refuses, are stored as bytes.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE articles (          -- those that have edits
    article INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    row INTEGER NOT NULL,        -- from 0, in its file
    id TEXT NOT NULL,
    language TEXT NOT NULL,
    digest TEXT NOT NULL,        -- of the source
    edits INTEGER NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (file, row)
);

CREATE TABLE series (            -- edits that do the same
    series INTEGER PRIMARY KEY,
    rule TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
);

CREATE TABLE edits (
    edit INTEGER PRIMARY KEY,
    key TEXT NOT NULL,           -- digest of file, row, start, end, before, rule
    article INTEGER NOT NULL,
    start INTEGER NOT NULL,      -- code points of the source
    stop INTEGER NOT NULL,
    rule TEXT NOT NULL,
    stage TEXT NOT NULL,
    language TEXT NOT NULL,
    confidence REAL NOT NULL,
    tool TEXT NOT NULL,          -- auto: made by the program; review: proposed
    series INTEGER NOT NULL,
    draw INTEGER NOT NULL,       -- a random number that is always the same: the order of samples
    state TEXT NOT NULL,         -- open, auto; accepted, rejected, edited: follows from decisions
    value TEXT,                  -- what a person wrote instead
    who TEXT,
    link TEXT,                   -- edits of an article that share it are made or refused together
    candidates TEXT NOT NULL,    -- JSON
    reason TEXT NOT NULL,
    head TEXT NOT NULL,          -- cleaned text around it
    tail TEXT NOT NULL,
    folded TEXT NOT NULL         -- what the search looks at
);

CREATE TABLE decisions (         -- what people did: only ever added to
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL,        -- one request, however many edits it was about
    key TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('accept', 'reject', 'edit', 'undo')),
    value TEXT,                  -- the text that now stands there; none when refused
    undoes TEXT,                 -- an action
    who TEXT NOT NULL,
    at TEXT NOT NULL,            -- UTC, always later than all before
    file TEXT NOT NULL,
    row INTEGER NOT NULL,
    id TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    rule TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,         -- what was proposed
    source TEXT NOT NULL,        -- digest of the text that was judged
    UNIQUE (action, key)
);

CREATE INDEX decisions_key ON decisions (key);
CREATE INDEX decisions_who ON decisions (who, n);
CREATE INDEX decisions_at ON decisions (at);

CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions
BEGIN SELECT raise(ABORT, 'decisions are never changed'); END;

CREATE TRIGGER decisions_kept BEFORE DELETE ON decisions
BEGIN SELECT raise(ABORT, 'decisions are never deleted'); END;

CREATE TABLE counts (            -- edits by tool and state, kept by the trigger below
    tool TEXT NOT NULL,
    state TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (tool, state)
) WITHOUT ROWID;

CREATE TRIGGER edits_counted AFTER UPDATE OF state ON edits WHEN old.state <> new.state
BEGIN
    UPDATE counts SET n = n - 1 WHERE tool = old.tool AND state = old.state;
    INSERT INTO counts VALUES (new.tool, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE UNIQUE INDEX edits_key ON edits (key);
CREATE INDEX edits_article ON edits (article, start);
CREATE INDEX edits_series ON edits (series, draw);
CREATE INDEX edits_state_series ON edits (state, series);
CREATE INDEX edits_doubt ON edits (state, confidence, edit);
CREATE INDEX edits_sample ON edits (state, draw, edit);
CREATE INDEX edits_rule ON edits (rule, tool, state);
