package dev.cambrian.server.git;

import java.nio.file.Path;
import java.time.Clock;

/** Another process that archives: {@code REPOSITORY ARTIFACT FIRST LAST} promotes each number. */
final class ArchiveWorker {

  private ArchiveWorker() {}

  public static void main(String[] args) {
    try (GitArchive archive = new GitArchive(Path.of(args[0]), Clock.systemUTC())) {
      for (int n = Integer.parseInt(args[2]); n <= Integer.parseInt(args[3]); n++) {
        archive.commit(n, 0, Path.of(args[1]));
        archive.promote(n);
      }
    }
  }
}
