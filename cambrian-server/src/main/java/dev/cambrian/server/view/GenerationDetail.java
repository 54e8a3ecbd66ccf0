package dev.cambrian.server.view;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.server.terminal.Format;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One generation in full.
 *
 * @param events its stream, in order
 * @param spec as it was registered
 * @param report of the rig, once there is a verdict
 * @param exchanges the whole answers that led to it, in order; of a parent that is an organism,
 *     those that it got since its offspring before
 * @param files every file of the sealed artifact as its manifest lists them, {@code manifest.json}
 *     included; none where none was sealed
 * @param estimates of exchanges whose tokens were not told
 */
public record GenerationDetail(
    GenerationRecord record,
    List<RecordedEvent> events,
    Optional<Event.SpecRegistered> spec,
    Optional<ViabilityReport> report,
    List<Event.LlmAnswered> exchanges,
    List<ArtifactFile> files,
    Map<Event.LlmAnswered, TokenUsage> estimates) {

  public GenerationDetail {
    events = List.copyOf(events);
    exchanges = List.copyOf(exchanges);
    files = List.copyOf(files);
    estimates = Map.copyOf(estimates);
  }

  /** What it took, tokens and money. */
  public Taken taken() {
    return Taken.of(record, exchanges);
  }

  /** What it took in tokens, estimated where nobody tells them; with those that are told. */
  public OptionalLong estimatedTokens() {
    return taken().untold() == 0 || estimates.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            exchanges.stream()
                .mapToLong(
                    it -> Optional.ofNullable(estimates.get(it)).orElseGet(it::usage).total())
                .sum());
  }

  /**
   * In words: {@code tokens unknown (1 answer without a count: its provider told none), ~14,377
   * estimated by the bytes of what was asked and answered}.
   */
  public String tokens() {
    OptionalLong estimate = estimatedTokens();
    return taken().tokens()
        + (estimate.isPresent()
            ? ", ~%s estimated by the bytes of what was asked and answered"
                .formatted(Format.count(estimate.getAsLong()))
            : "");
  }

  /** The same as its line in the list of all. */
  public LogEntry entry() {
    return new LogEntry(record, spec.map(Event.SpecRegistered::title), taken());
  }

  /** In millionths of a US dollar, of all exchanges; empty where that is not known. */
  public OptionalLong cost() {
    return taken().cost();
  }
}
