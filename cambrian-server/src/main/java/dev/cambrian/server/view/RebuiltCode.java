package dev.cambrian.server.view;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.history.History;
import dev.cambrian.core.pipeline.Replayer;
import dev.cambrian.server.home.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The code of generations whose home keeps none, such as an export's: derived from their recorded
 * answers, and given only where it is what was sealed, byte for byte. Remembers the last. Safe for
 * use by many threads.
 */
public final class RebuiltCode implements CodeSource {
  private static final int REMEMBERED = 8;

  private final History history;
  private final Map<Integer, Map<String, byte[]>> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Map<String, byte[]>> eldest) {
              return size() > REMEMBERED;
            }
          });

  public RebuiltCode(History history) {
    this.history = history;
  }

  @Override
  public Optional<byte[]> read(int generation, String path) {
    return Optional.ofNullable(files(generation).get(path));
  }

  /** Whether there is any code of it. */
  public boolean contains(int generation) {
    return !files(generation).isEmpty();
  }

  /** All files of it by path, its manifest too; none where there is no code. */
  public Map<String, byte[]> files(int generation) {
    Map<String, byte[]> files = known.get(generation);
    if (files == null) {
      files = Directories.temporary("cambrian-code-", it -> rebuilt(generation, it));
      known.put(generation, files);
    }
    return files;
  }

  private Map<String, byte[]> rebuilt(int generation, Path scratch) {
    try {
      Path target = scratch.resolve("artifact");
      Replayer.Replay replay = new Replayer(history).replay(generation, target);
      return replay.identical() ? contents(generation, target) : Map.of();
    } catch (CambrianException noArtifact) {
      return Map.of();
    }
  }

  private Map<String, byte[]> contents(int generation, Path target) {
    List<ArtifactFile> sealed =
        new HistoryView(history).detail(generation).map(GenerationDetail::files).orElse(List.of());
    Map<String, byte[]> files = new HashMap<>();
    try {
      for (ArtifactFile each : sealed) {
        Path file = target.resolve(each.path());
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          files.put(each.path(), Files.readAllBytes(file));
        }
      }
      return files;
    } catch (IOException unreadable) {
      return Map.of();
    }
  }
}
