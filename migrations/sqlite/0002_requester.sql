-- The requester's side: what categories ask for, the directory, surveys, what agents correct.

-- What was found of what the category asks for (JSON); what a case waits for (form, answer, area, third-party) and since
-- when: its ANS clocks stand still.
ALTER TABLE ticket ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
ALTER TABLE ticket ADD COLUMN waits_for TEXT;
ALTER TABLE ticket ADD COLUMN waiting_since BIGINT;
ALTER TABLE request ADD COLUMN details TEXT NOT NULL DEFAULT '{}';

-- How a new matter was judged when it came (JSON): kind, category, score, priority, what was missing.
ALTER TABLE inbound ADD COLUMN judged TEXT;

-- The directory: imported, or learned from what proven people have answered.
CREATE TABLE person (
    address    TEXT NOT NULL PRIMARY KEY,
    name       TEXT,
    department TEXT,
    site       TEXT,
    extension  TEXT,
    username   TEXT,
    source     TEXT NOT NULL,               -- import, learned
    updated_at BIGINT NOT NULL
);

-- Surveys: one a completion. token is the letter's proof reference.
CREATE TABLE survey (
    id          INTEGER PRIMARY KEY,
    ticket_id   BIGINT NOT NULL REFERENCES ticket (id),
    round       BIGINT NOT NULL,
    token       TEXT NOT NULL UNIQUE,
    sent_at     BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    answer      TEXT,                       -- satisfactory, unsatisfactory
    by_default  BOOLEAN NOT NULL DEFAULT FALSE,
    rating      BIGINT,
    comment     TEXT,
    answered_at BIGINT,
    UNIQUE (ticket_id, round)
);

-- What agents say a case is: what the classification learns from.
CREATE TABLE label (
    id        INTEGER PRIMARY KEY,
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    category  TEXT,
    kind      TEXT,
    actor     TEXT NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX label_ticket ON label (ticket_id);

-- What has been learned from them (JSON), by name.
CREATE TABLE model (
    name    TEXT NOT NULL PRIMARY KEY,
    made_at BIGINT NOT NULL,
    data    TEXT NOT NULL
);

CREATE INDEX deadline_ticket ON deadline (ticket_id) WHERE ticket_id IS NOT NULL;
