-- Staff whose mail program has said that they are away: no case goes around to them until they write again.

CREATE TABLE absence (
    address TEXT PRIMARY KEY,
    until_at INTEGER NOT NULL
) STRICT;
