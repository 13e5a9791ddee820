-- When the bytes of a mail or letter were erased because its case has been closed for longer than storage.retention. What
-- is known of it, and its hash, stay.

ALTER TABLE inbound ADD COLUMN erased_at BIGINT;
ALTER TABLE letter ADD COLUMN erased_at BIGINT;
