-- A case that is the same as another lives on in that one: later mail about it goes there.

ALTER TABLE ticket ADD COLUMN merged_into BIGINT REFERENCES ticket (id);
CREATE INDEX ticket_merged_into ON ticket (merged_into) WHERE merged_into IS NOT NULL;
