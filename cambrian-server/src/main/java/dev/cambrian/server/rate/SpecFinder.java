package dev.cambrian.server.rate;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.trial.TrialException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the spec of a hash beside the trials that answer it, or where specs lie. */
public final class SpecFinder {
  private static final int DEPTH = 4;

  private final List<Path> roots;

  /**
   * @param roots directories below which specs lie; those that do not exist hold none
   */
  public SpecFinder(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /** The spec of that hash: in the set, in a directory above it, or below a root. */
  public Optional<Spec> find(Path set, String hash) {
    List<Path> candidates = new ArrayList<>();
    Path above = set.toAbsolutePath().normalize();
    for (int i = 0; above != null && i < DEPTH; i++, above = above.getParent()) {
      markdown(above, 1, candidates);
    }
    roots.forEach(root -> markdown(root, DEPTH, candidates));
    return candidates.stream().filter(it -> hasHash(it, hash)).findFirst().map(Specs::read);
  }

  private static void markdown(Path directory, int depth, List<Path> found) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(directory, depth)) {
      walk.filter(it -> it.toString().endsWith(".md"))
          .filter(it -> !it.toString().endsWith(".answer.md"))
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(found::add);
    } catch (IOException | UncheckedIOException e) {
      throw new TrialException("cannot list %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  private static boolean hasHash(Path file, String hash) {
    try {
      return Sha256.of(Specs.bytes(file)).equals(hash);
    } catch (SpecException e) {
      return false;
    }
  }
}
