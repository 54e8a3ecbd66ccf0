package dev.cambrian.server.imports;

import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.spec.Specs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Markdown files by their hash; they are read when the first is asked for. */
final class SpecTexts {

  private final List<Path> files;
  private Optional<Map<String, Path>> byHash = Optional.empty();

  SpecTexts(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /** The spec of that hash; empty where there is none that can be used. */
  Optional<Spec> of(String hash) {
    if (byHash.isEmpty()) {
      byHash = Optional.of(hashes());
    }
    Path file = byHash.get().get(hash);
    if (file == null) {
      return Optional.empty();
    }
    return content(file)
        .flatMap(bytes -> parsed(String.valueOf(file.getFileName()), bytes))
        .filter(spec -> spec.hash().equals(hash));
  }

  private static Optional<Spec> parsed(String fileName, byte[] bytes) {
    try {
      return Optional.of(Specs.parse(fileName, bytes));
    } catch (SpecException unusable) {
      return Optional.empty();
    }
  }

  private Map<String, Path> hashes() {
    Map<String, Path> hashes = new HashMap<>();
    for (Path file : files) {
      content(file).ifPresent(it -> hashes.putIfAbsent(ArtifactHash.ofContent(it), file));
    }
    return hashes;
  }

  private static Optional<byte[]> content(Path file) {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(in.readNBytes(Specs.MAX_BYTES + 1));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
