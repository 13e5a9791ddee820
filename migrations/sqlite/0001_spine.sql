-- The spine. Times are epoch milliseconds: business time, but for the columns that say "real".
-- The same names stand in migrations/postgres; only the types of ids and bytes, and the triggers, differ.

-- Raw mails, attachments and letters by content; data is null where the bytes lie under blobs/.
CREATE TABLE blob (
    sha256 TEXT NOT NULL PRIMARY KEY,
    size   BIGINT NOT NULL,
    data   BLOB
);

-- The last number given, by series and year.
CREATE TABLE counter (
    series TEXT NOT NULL,
    year   BIGINT NOT NULL,
    value  BIGINT NOT NULL,
    PRIMARY KEY (series, year)
);

CREATE TABLE ticket (
    id                   INTEGER PRIMARY KEY,
    number               TEXT NOT NULL UNIQUE,
    status               TEXT NOT NULL,
    kind                 TEXT,
    category             TEXT,
    priority             TEXT NOT NULL,
    level                BIGINT NOT NULL,
    group_id             TEXT NOT NULL,
    assignee             TEXT,
    channel              TEXT NOT NULL,
    requester_email      TEXT NOT NULL,
    requester_name       TEXT,
    requester_department TEXT,
    site                 TEXT,
    subject              TEXT NOT NULL,
    description          TEXT NOT NULL,
    problem              TEXT,
    reopened             BIGINT NOT NULL DEFAULT 0,
    created_at           BIGINT NOT NULL,
    first_reply_due      BIGINT NOT NULL,
    resolution_due       BIGINT NOT NULL,
    resolved_at          BIGINT,
    closed_at            BIGINT
);
CREATE INDEX ticket_requester ON ticket (requester_email, status);
CREATE INDEX ticket_status ON ticket (status);

-- Who takes part in a case beside its requester.
CREATE TABLE participant (
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    address   TEXT NOT NULL,
    PRIMARY KEY (ticket_id, address)
);

-- A mail that is not a case yet: it waits for missing information, or for word which case it is about.
CREATE TABLE request (
    id          INTEGER PRIMARY KEY,
    reference   TEXT UNIQUE,
    status      TEXT NOT NULL,
    missing     TEXT NOT NULL,
    requester_email      TEXT NOT NULL,
    requester_name       TEXT,
    requester_department TEXT,
    site        TEXT,
    subject     TEXT NOT NULL,
    description TEXT NOT NULL,
    copied      TEXT NOT NULL,
    offered     TEXT NOT NULL,
    asked       BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT,
    ticket_id   BIGINT REFERENCES ticket (id)
);
CREATE INDEX request_status ON request (status);

-- Every mail ever taken. identity is null on second copies of a mail.
CREATE TABLE inbound (
    id           INTEGER PRIMARY KEY,
    location     TEXT NOT NULL UNIQUE,
    identity     TEXT UNIQUE,
    message_id   TEXT,
    raw_sha256   TEXT NOT NULL,
    size         BIGINT NOT NULL,
    from_address TEXT,
    subject      TEXT NOT NULL,
    received_at  BIGINT NOT NULL,
    outcome      TEXT NOT NULL,
    ticket_id    BIGINT REFERENCES ticket (id),
    request_id   BIGINT REFERENCES request (id),
    why          TEXT NOT NULL
);
CREATE INDEX inbound_message_id ON inbound (message_id);
CREATE INDEX inbound_ticket ON inbound (ticket_id);
CREATE INDEX inbound_request ON inbound (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX inbound_quarantined ON inbound (id) WHERE outcome = 'quarantined';

CREATE TABLE attachment (
    id         INTEGER PRIMARY KEY,
    inbound_id BIGINT NOT NULL REFERENCES inbound (id),
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       BIGINT NOT NULL,
    sha256     TEXT NOT NULL,
    inline     BOOLEAN NOT NULL
);
CREATE INDEX attachment_inbound ON attachment (inbound_id);

-- What happened, in order. Only added to.
CREATE TABLE event (
    id         INTEGER PRIMARY KEY,
    ticket_id  BIGINT REFERENCES ticket (id),
    request_id BIGINT REFERENCES request (id),
    inbound_id BIGINT REFERENCES inbound (id),
    at         BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    type       TEXT NOT NULL,
    text       TEXT NOT NULL,
    why        TEXT NOT NULL,
    message_id TEXT
);
CREATE INDEX event_ticket ON event (ticket_id);
CREATE INDEX event_request ON event (request_id) WHERE request_id IS NOT NULL;
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are only added'); END;

-- The outbox. content says what the letter says; mime_sha256 is the letter once it is worded.
CREATE TABLE letter (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    ticket_id   BIGINT REFERENCES ticket (id),
    request_id  BIGINT REFERENCES request (id),
    number      TEXT,
    to_address  TEXT NOT NULL,
    to_name     TEXT,
    subject     TEXT NOT NULL,
    content     TEXT NOT NULL,
    message_id  TEXT NOT NULL UNIQUE,
    reference   TEXT NOT NULL UNIQUE,
    in_reply_to TEXT,
    thread      TEXT NOT NULL,
    for_staff   BOOLEAN NOT NULL,
    counted     BOOLEAN NOT NULL,
    created_at  BIGINT NOT NULL,
    not_before  BIGINT NOT NULL,
    state       TEXT NOT NULL,
    attempts    BIGINT NOT NULL DEFAULT 0,
    tried_since BIGINT,                     -- real
    retry_at    BIGINT NOT NULL DEFAULT 0,  -- real
    locked_until BIGINT NOT NULL DEFAULT 0, -- real
    locked_by   TEXT,
    last_error  TEXT,
    mime_sha256 TEXT,
    sent_at     BIGINT,
    server_message_id TEXT
);
CREATE INDEX letter_queued ON letter (id) WHERE state = 'queued';
CREATE INDEX letter_counted ON letter (to_address, not_before) WHERE counted;
CREATE INDEX letter_ticket ON letter (ticket_id, to_address);
CREATE INDEX letter_request ON letter (request_id, to_address) WHERE request_id IS NOT NULL;
CREATE INDEX letter_server_message_id ON letter (server_message_id) WHERE server_message_id IS NOT NULL;

-- What falls due. state: waiting, done, cancelled.
CREATE TABLE deadline (
    id           INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL,
    ticket_id    BIGINT REFERENCES ticket (id),
    request_id   BIGINT REFERENCES request (id),
    due_at       BIGINT NOT NULL,
    state        TEXT NOT NULL,
    settled_at   BIGINT
);
CREATE INDEX deadline_waiting ON deadline (due_at) WHERE state = 'waiting';
CREATE INDEX deadline_request ON deadline (request_id);

-- What has been told once and is not told again.
CREATE TABLE told (
    what TEXT NOT NULL PRIMARY KEY,
    at   BIGINT NOT NULL
);
