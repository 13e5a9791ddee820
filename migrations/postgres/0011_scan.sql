-- What the virus scanner says of files, by content, and when, in epoch milliseconds of real time.
CREATE TABLE scan (
    sha256  TEXT NOT NULL PRIMARY KEY,
    verdict TEXT NOT NULL,
    threat  TEXT NOT NULL,
    at      BIGINT NOT NULL
);

-- Files that a letter had to go without, because nobody could look at them: they follow.
CREATE TABLE file_to_follow (
    letter_id BIGINT NOT NULL REFERENCES letter (id),
    sha256    TEXT NOT NULL,
    since     BIGINT NOT NULL,
    PRIMARY KEY (letter_id, sha256)
);
