-- How the service is, an instant a name: the pause of outgoing letters, the last good look at the mailbox, the service's
-- start and last sign of life, each loop's last turn.
CREATE TABLE service_state (
    name TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;

-- When a letter was found to arrive never: what failed of late needs a person, what failed long ago does not.
ALTER TABLE letter ADD COLUMN failed_at INTEGER;
CREATE INDEX letter_sent ON letter (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX letter_failed ON letter (failed_at) WHERE state = 'failed';
