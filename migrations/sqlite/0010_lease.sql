-- What only one instance may do at a time: who does it, and until when it is theirs, by the database's own clock.

CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL
);
