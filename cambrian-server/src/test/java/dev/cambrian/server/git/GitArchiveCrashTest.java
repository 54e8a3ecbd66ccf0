package dev.cambrian.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that dies between two steps leaves what the next call completes. */
final class GitArchiveCrashTest {

  @TempDir Path home;
  private Path repository;
  private RealGit git;
  private GitArchive archive;
  private GitStore store;

  @BeforeEach
  void one_generation_is_committed() throws IOException {
    repository = home.resolve("generations.git");
    git = new RealGit(repository);
    archive = new GitArchive(repository, Clock.systemUTC());
    store = new GitStore(repository);
    archive.commit(1, 0, Artifacts.write(home.resolve("one"), "a", "1\n"));
  }

  @AfterEach
  void close() {
    archive.close();
    store.close();
  }

  private interface Step {
    void run(GenerationRefs refs) throws IOException;
  }

  private void dieAfter(int steps, List<Step> all) {
    store.exclusively(
        "die",
        opened -> {
          GenerationRefs refs = new GenerationRefs(opened, Clock.systemUTC());
          for (Step step : all.subList(0, steps)) {
            step.run(refs);
          }
          return steps;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void promotion_goes_on_from_wherever_it_stopped(int steps) throws IOException {
    dieAfter(
        steps,
        List.of(
            refs -> refs.mergeIntoMain(1),
            refs -> refs.tagPromoted(1),
            refs -> refs.deleteBranch(1)));
    archive.commit(2, 0, Artifacts.write(home.resolve("two"), "a", "2\n"));
    archive.promote(2);

    archive.promote(1);

    assertThat(git.refs())
        .containsExactlyInAnyOrder(
            "refs/heads/main commit", "refs/tags/gen-1 tag", "refs/tags/gen-2 tag");
    assertThat(git.lines("rev-list", "--merges", "main")).hasSize(2);
    assertThat(git.run("fsck", "--strict", "--no-dangling", "--no-progress")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void rolling_back_goes_on_from_wherever_it_stopped(int steps) {
    dieAfter(steps, List.of(refs -> refs.tagFailed(1, "bad"), refs -> refs.deleteBranch(1)));

    archive.rollBack(1, "bad");

    assertThat(git.refs())
        .containsExactlyInAnyOrder("refs/heads/main commit", "refs/tags/gen-1-failed tag");
  }

  @Test
  void a_half_promoted_generation_is_not_rolled_back() {
    dieAfter(1, List.of(refs -> refs.mergeIntoMain(1)));

    assertThatThrownBy(() -> archive.rollBack(1, "late"))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("was promoted");
  }

  @Test
  void a_half_made_repository_beside_is_no_hindrance() throws IOException {
    Path other = home.resolve("other.git");
    Files.createDirectories(home.resolve(".generations-123/refs"));

    try (GitArchive fresh = new GitArchive(other, Clock.systemUTC())) {
      fresh.commit(1, 0, home.resolve("one"));
    }

    assertThat(new RealGit(other).refs()).contains("refs/heads/gen-1 commit");
  }

  @Test
  void a_ref_lock_that_a_dead_program_left_is_taken_away_after_the_wait() throws IOException {
    Path lock = Files.writeString(repository.resolve("refs/heads/main.lock"), "");
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

    promoteWaiting(Duration.ofMillis(200));

    assertThat(lock).doesNotExist();
    assertThat(git.lines("rev-list", "--merges", "main")).hasSize(1);
  }

  /** Deleting a branch takes it, so that a server that is killed then leaves it. */
  @Test
  void a_lock_on_the_packed_refs_that_a_dead_program_left_is_taken_away() throws IOException {
    Path lock = Files.writeString(repository.resolve("packed-refs.lock"), "");
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

    archive.promote(1);

    assertThat(lock).doesNotExist();
    assertThat(git.refs())
        .doesNotContain("refs/heads/gen-1 commit")
        .contains("refs/tags/gen-1 tag");
  }

  @Test
  void a_lock_on_the_packed_refs_that_is_younger_than_the_wait_is_waited_for() throws IOException {
    Path lock = Files.writeString(repository.resolve("packed-refs.lock"), "");

    store.exclusively(
        "delete",
        opened -> {
          new GenerationRefs(opened, Clock.systemUTC(), Duration.ofMillis(200)).deleteBranch(1);
          return true;
        });

    assertThat(lock).doesNotExist();
    assertThat(git.refs()).doesNotContain("refs/heads/gen-1 commit");
  }

  @Test
  void a_ref_lock_that_is_held_is_respected() throws IOException {
    Path lock = Files.writeString(repository.resolve("refs/heads/main.lock"), "");
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().plus(Duration.ofHours(1))));

    assertThatThrownBy(() -> promoteWaiting(Duration.ofMillis(200)))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("main.lock");
    assertThat(lock).exists();
  }

  private void promoteWaiting(Duration limit) {
    store.exclusively(
        "promote",
        opened -> {
          new GenerationRefs(opened, Clock.systemUTC(), limit).mergeIntoMain(1);
          return 1;
        });
  }
}
