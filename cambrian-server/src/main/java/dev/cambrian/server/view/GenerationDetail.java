package dev.cambrian.server.view;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.verdict.ViabilityReport;
import java.util.List;
import java.util.Optional;

/**
 * One generation in full.
 *
 * @param events its stream, in order
 * @param spec as it was registered
 * @param report of the rig, once there is a verdict
 * @param files every file of the sealed artifact as its manifest lists them, {@code manifest.json}
 *     included; none where none was sealed
 */
public record GenerationDetail(
    GenerationRecord record,
    List<RecordedEvent> events,
    Optional<Event.SpecRegistered> spec,
    Optional<ViabilityReport> report,
    List<ArtifactFile> files) {

  public GenerationDetail {
    events = List.copyOf(events);
    files = List.copyOf(files);
  }

  /** The whole answers of the model, in order. */
  public List<Event.LlmAnswered> exchanges() {
    return events(Event.LlmAnswered.class);
  }

  private <E extends Event> List<E> events(Class<E> type) {
    return events.stream()
        .map(RecordedEvent::event)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
