-- Whose turn it is where cases go around: the newest case of each member of a group, without looking at all others.
CREATE INDEX ticket_holder ON ticket (group_id, assignee, id) WHERE assignee IS NOT NULL;
