-- The truth: what happened, in order, for ever. Everything else in this file can be built again from it.
CREATE TABLE event (
  position       INTEGER PRIMARY KEY CHECK (position >= 1), -- in the whole history, from 1, without gaps
  event_id       TEXT    NOT NULL UNIQUE CHECK (length(event_id) = 36), -- UUIDv7
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
  SELECT RAISE(ABORT, 'an event has an id of its own')
  WHERE EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id);
END;

-- Contents under their own hash: specs, requests, answers, manifests, reports.
CREATE TABLE blob (
  hash    TEXT    NOT NULL UNIQUE CHECK (length(hash) = 71 AND hash LIKE 'sha256:%'),
  size    INTEGER NOT NULL CHECK (size = length(content)),
  content BLOB    NOT NULL
) STRICT;

CREATE TRIGGER blob_is_never_updated BEFORE UPDATE ON blob
BEGIN
  SELECT RAISE(ABORT, 'blobs are never changed');
END;

CREATE TRIGGER blob_is_never_deleted BEFORE DELETE ON blob
BEGIN
  SELECT RAISE(ABORT, 'blobs are never deleted');
END;

CREATE TRIGGER blob_is_only_added BEFORE INSERT ON blob
BEGIN
  SELECT RAISE(ABORT, 'a blob is stored once')
  WHERE EXISTS (SELECT 1 FROM blob WHERE hash = NEW.hash)
     OR EXISTS (SELECT 1 FROM blob WHERE rowid = NEW.rowid);
END;
