package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.verdict.StageLog;
import java.util.Optional;

/**
 * A stage that was attempted, with what its command printed.
 *
 * @param event what the history tells of it
 * @param stored the log in its stored form: plain text, hostile; empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent")
public record StageRun(Event.StageFinished event, Optional<byte[]> stored) {

  /** The log; empty where there is none, or one whose form this Cambrian does not know. */
  public Optional<StageLog> log() {
    return stored.flatMap(StageLog::decode);
  }
}
