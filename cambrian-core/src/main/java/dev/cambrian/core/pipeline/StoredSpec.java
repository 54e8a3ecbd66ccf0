package dev.cambrian.core.pipeline;

import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.artifact.ManifestException;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.util.List;
import java.util.Optional;

/** A spec as the history has it. */
final class StoredSpec {
  private StoredSpec() {}

  /**
   * Empty where it was never registered.
   *
   * @param sealed an artifact that was grown from it, for which it holds, and which may have it
   *     under another name
   * @throws dev.cambrian.core.spec.SpecException if this Cambrian cannot read it
   * @throws PipelineException if its text is lost
   */
  static Optional<Spec> of(History history, String hash, Optional<Event.ArtifactSealed> sealed) {
    return only(history.read(StreamId.spec(hash)), Event.SpecRegistered.class)
        .map(
            registered ->
                fitted(
                    history,
                    Specs.parse(
                        sealed.flatMap(it -> it.specFileName(hash)).orElse(registered.fileName()),
                        text(history, registered.specBlob())),
                    sealed));
  }

  private static Spec fitted(History history, Spec spec, Optional<Event.ArtifactSealed> sealed) {
    if (spec.toolchainGiven() || sealed.isEmpty()) {
      return spec;
    }
    try {
      return ManifestCodec.read(text(history, sealed.get().manifestBlob())).fitted(spec);
    } catch (ManifestException broken) {
      throw new PipelineException("a sealed manifest cannot be read: " + broken.getMessage());
    }
  }

  private static byte[] text(History history, String hash) {
    return history
        .get(hash)
        .orElseThrow(
            () -> new PipelineException("the history has lost the content %s".formatted(hash)));
  }

  /** The first event of a type. */
  static <E extends Event> Optional<E> only(List<RecordedEvent> events, Class<E> type) {
    return events.stream()
        .map(RecordedEvent::event)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }
}
