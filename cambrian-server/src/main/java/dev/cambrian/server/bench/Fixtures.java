package dev.cambrian.server.bench;

import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Histories with so many generations, each filled once and copied for whoever measures. */
final class Fixtures {
  static final Causation CAUSE =
      Causation.of(UUID.fromString("0198f5d0-0000-7000-8000-000000000001"));

  private final Workspace workspace;
  private final Map<Integer, Path> filled = new HashMap<>();

  Fixtures(Workspace workspace) {
    this.workspace = workspace;
  }

  /** A history file of its own, on which nothing is open. */
  Path history(int generations) throws IOException {
    Path copy = workspace.directory("history").resolve("history.db");
    return Files.copy(template(generations), copy);
  }

  private Path template(int generations) throws IOException {
    Path known = filled.get(generations);
    if (known != null) {
      return known;
    }
    Path file = workspace.directory("template").resolve("history.db");
    try (History history = History.open(file)) {
      SampleGrowth.blobs().forEach(history::put);
      for (int generation = 1; generation <= generations; generation++) {
        history.append(
            StreamId.generation(generation),
            WriteCondition.noStream(),
            CAUSE,
            SampleGrowth.of(generation));
      }
    }
    filled.put(generations, file);
    return file;
  }
}
