-- The agents' side: the ANS clocks, who held a case for how long, problems, solved cases to look up.

-- version: a change made on an older reading is refused. first_reply_at stops the first-reply clock. sla_at: when the
-- next warning or breach falls due; sla_told: which have been told (bits); waited: service time in milliseconds during
-- which the clocks stood still.
ALTER TABLE ticket ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN first_reply_at BIGINT;
ALTER TABLE ticket ADD COLUMN sla_at BIGINT;
ALTER TABLE ticket ADD COLUMN waited BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN sla_told BIGINT NOT NULL DEFAULT 0;
CREATE INDEX ticket_sla ON ticket (sla_at) WHERE sla_at IS NOT NULL;
CREATE INDEX ticket_group ON ticket (group_id, status);
CREATE INDEX ticket_category ON ticket (category, created_at);

-- How long a case was at which level, with whom: what has ended; where it is now stands in the ticket.
CREATE TABLE stay (
    id        INTEGER PRIMARY KEY,
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    level     BIGINT NOT NULL,
    group_id  TEXT NOT NULL,
    assignee  TEXT,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL
);
CREATE INDEX stay_ticket ON stay (ticket_id);

-- A topic that many have reported; its cases name it in ticket.problem.
CREATE TABLE problem (
    id         INTEGER PRIMARY KEY,
    number     TEXT NOT NULL UNIQUE,
    category   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at  BIGINT,
    solution   TEXT
);
CREATE INDEX ticket_problem ON ticket (problem) WHERE problem IS NOT NULL;

-- Solved cases, for the full-text search: similar ones go along with a new case.
CREATE VIRTUAL TABLE solution USING fts5 (title, problem, text, ticket_id UNINDEXED, category UNINDEXED, tokenize = "unicode61 remove_diacritics 2");
