package dev.cambrian.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.spec.Spec;
import java.util.List;
import java.util.UUID;

/** Makes specs known to a history, each once. */
public final class SpecRegistry {
  private SpecRegistry() {}

  /** Registers a spec that is not known yet. */
  public static void register(History history, Spec spec, UUID correlationId) {
    StreamId stream = StreamId.spec(spec.hash());
    if (!history.read(stream).isEmpty()) {
      return;
    }
    Event registered =
        new Event.SpecRegistered(
            spec.hash(),
            spec.fileName(),
            spec.title(),
            spec.version(),
            spec.toolchain(),
            spec.hash());
    try {
      history.append(
          stream,
          WriteCondition.noStream(),
          Causation.of(correlationId),
          List.of(registered),
          List.of(Blob.of(spec.text().getBytes(UTF_8))));
    } catch (HistoryException.Conflict another) {
      // Another growth of the same spec was faster: it is registered, which is all that is wanted.
      return;
    }
  }
}
