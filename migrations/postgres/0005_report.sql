-- The monthly report: what it reads of a month, without looking at the years.

CREATE INDEX ticket_created ON ticket (created_at);
CREATE INDEX ticket_ended ON ticket ((COALESCE(closed_at, resolved_at)));
CREATE INDEX ticket_reopened ON ticket (id) WHERE reopened > 0;
CREATE INDEX inbound_received ON inbound (received_at, outcome);
CREATE INDEX survey_sent ON survey (sent_at);
CREATE INDEX event_reported ON event (at) WHERE type IN ('resolved', 'reopened', 'status-told', 'form-requested');
