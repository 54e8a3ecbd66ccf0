-- Event ids ascend with their positions, so an event needs no index to be known as new: an id that is
-- greater than the last one is. An index less is a page less that each append has to make durable.
PRAGMA legacy_alter_table = ON; -- leaves what others may have added, such as views, as it is
ALTER TABLE event RENAME TO event_before;

CREATE TABLE event (
  position       INTEGER PRIMARY KEY CHECK (position >= 1), -- in the whole history, from 1, without gaps
  event_id       TEXT    NOT NULL CHECK (length(event_id) = 36), -- UUIDv7, ascending
  stream         TEXT    NOT NULL, -- generation/N, organism/N or spec/HASH
  version        INTEGER NOT NULL CHECK (version >= 1), -- in its stream, from 1, without gaps
  type           TEXT    NOT NULL,
  schema_version INTEGER NOT NULL CHECK (schema_version >= 1), -- of data
  recorded_at    TEXT    NOT NULL CHECK (recorded_at GLOB
    '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'),
  correlation_id TEXT    NOT NULL CHECK (length(correlation_id) = 36), -- one growth
  causation_id   TEXT    CHECK (length(causation_id) = 36), -- the event that led to this one
  data           TEXT    NOT NULL CHECK (json_valid(data)),
  digest         TEXT    NOT NULL CHECK (length(digest) = 64), -- of the previous row's digest and this row
  UNIQUE (stream, version)
) STRICT;

INSERT INTO event
SELECT position, event_id, stream, version, type, schema_version, recorded_at, correlation_id,
  causation_id, data, digest
FROM event_before ORDER BY position;

DROP TABLE event_before; -- and its triggers

CREATE TRIGGER event_is_never_updated BEFORE UPDATE ON event
BEGIN
  SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
  SELECT RAISE(ABORT, 'events are never deleted');
END;

-- INSERT OR REPLACE deletes without firing delete triggers, so what exists is refused before the insert.
CREATE TRIGGER event_is_only_appended BEFORE INSERT ON event
BEGIN
  SELECT RAISE(ABORT, 'an event takes the next position')
  WHERE NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM event);
  SELECT RAISE(ABORT, 'an event takes the next version of its stream')
  WHERE NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM event WHERE stream = NEW.stream);
  SELECT RAISE(ABORT, 'an event has an id greater than the last one')
  WHERE NEW.event_id <= (SELECT event_id FROM event ORDER BY position DESC LIMIT 1);
END;
PRAGMA legacy_alter_table = OFF;
