package dev.cambrian.server.view;

import dev.cambrian.core.history.GenerationRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One line of the history.
 *
 * @param specTitle of the registered spec
 * @param taken tokens and money
 */
public record LogEntry(GenerationRecord record, Optional<String> specTitle, Taken taken) {

  /** In millionths of a US dollar; empty where that is not known. */
  public OptionalLong cost() {
    return taken.cost();
  }

  /** What all of them took. */
  public static Taken total(List<LogEntry> entries) {
    return entries.stream().map(LogEntry::taken).reduce(Taken.NOTHING, Taken::plus);
  }

  /** From its start to its end; empty while it is open. */
  public Optional<Duration> duration() {
    return record.completed().map(end -> Duration.between(record.created(), end));
  }

  /** The model that answered, else the one that was to be asked. */
  public String model() {
    return record.producerModel().orElse(record.model());
  }
}
