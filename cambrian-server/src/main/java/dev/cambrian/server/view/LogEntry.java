package dev.cambrian.server.view;

import dev.cambrian.core.history.GenerationRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One line of the history.
 *
 * @param specTitle of the registered spec
 * @param cost of the answers that led to it, in millionths of a US dollar; empty where that is not
 *     known
 */
public record LogEntry(GenerationRecord record, Optional<String> specTitle, OptionalLong cost) {

  /** From its start to its end; empty while it is open. */
  public Optional<Duration> duration() {
    return record.completed().map(end -> Duration.between(record.created(), end));
  }

  /** The model that answered, else the one that was to be asked. */
  public String model() {
    return record.producerModel().orElse(record.model());
  }
}
