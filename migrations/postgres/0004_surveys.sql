-- Survey answers and their review.

-- completed_by: who is given the feedback. unclear_at: when it was asked once more what an answer meant. decision
-- (reopened, upheld), by whom, when, and the text that went along.
ALTER TABLE survey ADD COLUMN completed_by TEXT;
ALTER TABLE survey ADD COLUMN unclear_at BIGINT;
ALTER TABLE survey ADD COLUMN decision TEXT;
ALTER TABLE survey ADD COLUMN decided_by TEXT;
ALTER TABLE survey ADD COLUMN decided_at BIGINT;
ALTER TABLE survey ADD COLUMN decision_text TEXT;
