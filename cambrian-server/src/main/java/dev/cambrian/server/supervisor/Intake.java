package dev.cambrian.server.supervisor;

import dev.cambrian.core.artifact.ArtifactProblem;
import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.pipeline.Arrival;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HomeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Makes an arrival of what a spawn names, or says why it is none. */
final class Intake {
  private static final int SHOWN = 80;

  private final CambrianHome home;
  private final ArtifactRoot root;
  private final Workspaces workspaces;

  Intake(CambrianHome home, ArtifactRoot root, Workspaces workspaces) {
    this.home = home;
    this.root = root;
    this.workspaces = workspaces;
  }

  /**
   * @throws RequestException where it names no sound artifact
   */
  Arrival read(SpawnOrder order, Caller caller, UUID correlationId) {
    return switch (caller) {
      case Caller.Operator() ->
          arrival(order, caller, root.resolve(order.artifactPath()), correlationId);
      case Caller.Organism organism -> {
        ArtifactRoot.check(order.artifactPath());
        Path copy = temporary();
        try {
          Path found = workspaces.copy(organism, order.artifactPath(), copy);
          yield arrival(order, caller, found, correlationId);
        } finally {
          delete(copy);
        }
      }
    };
  }

  private Arrival arrival(SpawnOrder order, Caller caller, Path directory, UUID correlationId) {
    Spec spec = spec(order, directory);
    return switch (ArtifactReader.read(directory, spec)) {
      case ArtifactReader.Broken(var problems) -> throw broken(order, problems);
      case ArtifactReader.Sound sound -> {
        Manifest manifest = sound.artifact().manifest();
        if (manifest.generation() != order.generation()) {
          throw malformed(
              order,
              "has a manifest of generation %d, not %d"
                  .formatted(manifest.generation(), order.generation()));
        }
        int parent =
            switch (caller) {
              case Caller.Operator() -> manifest.parentGeneration();
              case Caller.Organism organism -> organism.generation();
            };
        if (parent >= order.generation()) {
          throw malformed(
              order,
              "is generation %d and its parent %d: a parent is an earlier generation"
                  .formatted(order.generation(), parent));
        }
        yield new Arrival(
            order.generation(),
            parent,
            manifest.fitted(spec),
            sound,
            order.campaignId().or(manifest::campaignId),
            correlationId);
      }
    };
  }

  private static Spec spec(SpawnOrder order, Path directory) {
    ArtifactReader.SpecCopy copy =
        ArtifactReader.specCopy(directory, order.specHash())
            .orElseThrow(() -> withoutSpec(order, directory));
    try {
      return Specs.parse(copy.fileName(), copy.bytes());
    } catch (SpecException e) {
      throw malformed(order, "brings a spec that cannot be read: " + e.getMessage());
    }
  }

  /** What is wrong with the files goes before the missing spec. */
  private static RequestException withoutSpec(SpawnOrder order, Path directory) {
    return ArtifactReader.treeProblems(directory).stream()
        .findFirst()
        .map(problem -> broken(order, List.of(problem)))
        .orElseGet(
            () ->
                malformed(
                    order,
                    "has no file in spec/ with the hash %s: the spec's copy belongs to the artifact"
                        .formatted(order.specHash())));
  }

  private static RequestException broken(SpawnOrder order, List<ArtifactProblem> problems) {
    String first = problems.getFirst().message();
    String what =
        problems.size() == 1 ? first : "%s (and %d more)".formatted(first, problems.size() - 1);
    return malformed(order, "is no artifact: " + what);
  }

  private static RequestException malformed(SpawnOrder order, String what) {
    return new RequestException(
        RequestException.Kind.MALFORMED,
        "artifact-path %s %s".formatted(Quote.of(order.artifactPath(), SHOWN), what));
  }

  private Path temporary() {
    try {
      return Files.createTempDirectory(home.artifacts(), ".incoming-");
    } catch (IOException e) {
      throw new HomeException("cannot write in %s: %s".formatted(home.artifacts(), e), e);
    }
  }

  private static void delete(Path directory) {
    try {
      DirectoryTree.delete(directory);
    } catch (IOException left) {
      // The next start deletes it.
      return;
    }
  }

  /** Deletes copies that a killed server left. */
  void sweep() throws IOException {
    try (var left = Files.newDirectoryStream(home.artifacts(), ".incoming-*")) {
      for (Path directory : left) {
        DirectoryTree.delete(directory);
      }
    }
  }
}
