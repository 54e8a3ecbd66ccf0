package dev.cambrian.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.git.RealGit;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.verify.HistoryVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a home that no server has open is as it must be: the history is sound and git agrees with
 * it in the eyes of the git program, too; nothing half-made is left.
 */
public final class HomeCheck {
  private HomeCheck() {}

  /** Gives the records, for more questions. */
  public static List<GenerationRecord> sound(CambrianHome home) throws IOException {
    try (SqliteHistory history = History.open(home.history());
        GitArchive archive = new GitArchive(home.archive(), Clock.systemUTC())) {
      assertThat(new HistoryVerifier(history, archive, home).run().defects()).isEmpty();
      List<GenerationRecord> records = history.generations(0, Integer.MAX_VALUE, Optional.empty());
      if (Files.exists(home.archive())) {
        git(new RealGit(home.archive()), records);
      }
      assertThat(names(home.artifacts())).allMatch(name -> name.matches("gen-[0-9]+"));
      return records;
    }
  }

  private static void git(RealGit git, List<GenerationRecord> records) {
    assertThat(git.run("fsck", "--strict", "--no-dangling", "--no-progress")).isEmpty();
    List<String> expected = new ArrayList<>(List.of("refs/heads/main commit"));
    for (GenerationRecord record : records) {
      int generation = record.generation();
      switch (record.outcome()) {
        case PROMOTED -> expected.add("refs/tags/gen-%d tag".formatted(generation));
        case FAILED, TIMEOUT -> expected.add("refs/tags/gen-%d-failed tag".formatted(generation));
        case TESTED -> expected.add("refs/heads/gen-%d commit".formatted(generation));
        case IN_PROGRESS ->
            throw new AssertionError("generation %d is in progress".formatted(generation));
      }
    }
    assertThat(git.refs()).containsExactlyInAnyOrderElementsOf(expected);
    List<String> promoted =
        records.stream()
            .filter(it -> it.outcome() == Outcome.PROMOTED)
            .map(it -> "gen-" + it.generation())
            .toList();
    // With the failed ones that have promoted offspring.
    assertThat(git.lines("tag", "--merged", "main")).containsAll(promoted);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.map(it -> it.getFileName().toString()).toList();
    }
  }
}
