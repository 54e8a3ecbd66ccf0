package dev.cambrian.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitArchiveTest {

  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  @TempDir Path home;
  private Path repository;
  private RealGit git;
  private GitArchive archive;

  @BeforeEach
  void open() {
    repository = home.resolve("generations.git");
    git = new RealGit(repository);
    archive = new GitArchive(repository, Clock.fixed(NOON, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    archive.close();
  }

  @Test
  void a_committed_artifact_is_whole_on_its_branch() throws IOException {
    archive.commit(1, 0, artifact("one", "src/a.py", "print(1)\n", "spec/S.md", "# S\n"));

    assertThat(git.lines("ls-tree", "-r", "--name-only", "gen-1"))
        .containsExactly("manifest.json", "spec/S.md", "src/a.py");
    assertThat(git.run("show", "gen-1:src/a.py")).isEqualTo("print(1)");
    assertThat(git.run("log", "-1", "--format=%an <%ae> %at|%cn <%ce> %ct", "gen-1"))
        .isEqualTo(
            "Cambrian <cambrian@localhost> 1772625600|Cambrian <cambrian@localhost> 1772625600");
    assertSound();
  }

  @Test
  void an_executable_file_stays_executable() throws IOException {
    Path artifact = artifact("one", "run.sh", "true\n");
    Files.setPosixFilePermissions(
        artifact.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));

    archive.commit(1, 0, artifact);

    assertThat(git.run("ls-tree", "gen-1", "run.sh")).startsWith("100755 blob");
  }

  @Test
  void promotion_merges_without_fast_forward_tags_and_deletes_the_branch() throws IOException {
    archive.commit(1, 0, artifact("one", "a", "1\n"));
    String commit = git.run("rev-parse", "gen-1");

    archive.promote(1);

    assertThat(git.refs())
        .containsExactlyInAnyOrder("refs/heads/main commit", "refs/tags/gen-1 tag");
    assertThat(git.run("rev-parse", "gen-1^{commit}")).isEqualTo(commit);
    assertThat(git.run("rev-parse", "main^{tree}")).isEqualTo(git.run("rev-parse", "gen-1^{tree}"));
    assertThat(git.run("rev-list", "--parents", "-1", "main").split(" ")).hasSize(3);
    assertThat(git.run("rev-parse", "main^2")).isEqualTo(commit);
    assertThat(git.run("symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
    assertSound();
  }

  @Test
  void main_takes_the_tree_of_the_last_promoted_generation() throws IOException {
    archive.commit(1, 0, artifact("one", "a", "1\n", "gone", "x\n"));
    archive.promote(1);
    archive.commit(2, 1, artifact("two", "a", "2\n"));
    archive.promote(2);

    assertThat(git.lines("ls-tree", "-r", "--name-only", "main"))
        .containsExactly("a", "manifest.json");
    assertThat(git.run("rev-parse", "gen-2^{commit}^")).isEqualTo(rev("gen-1^{commit}"));
  }

  @Test
  void a_generation_without_a_parent_grows_from_main() throws IOException {
    archive.commit(1, 0, artifact("one", "a", "1\n"));
    archive.promote(1);

    archive.commit(2, 0, artifact("two", "a", "2\n"));

    assertThat(rev("gen-2^")).isEqualTo(rev("main"));
  }

  @Test
  void rolling_back_leaves_an_annotated_tag_with_the_reason_and_no_branch() throws IOException {
    archive.commit(1, 0, artifact("one", "a", "1\n"));

    archive.rollBack(1, "build failed\n\u001b[31mred\u202E");

    assertThat(git.refs())
        .containsExactlyInAnyOrder("refs/heads/main commit", "refs/tags/gen-1-failed tag");
    assertThat(git.run("tag", "-l", "--format=%(contents)", "gen-1-failed"))
        .isEqualTo("Generation 1 failed: build failed  [31mred");
    assertThat(git.run("show", "gen-1-failed^{commit}:a")).isEqualTo("1");
    assertSound();
  }

  @Test
  void a_generation_that_left_no_code_is_tagged_on_an_empty_commit() {
    archive.rollBack(7, "no answer");

    assertThat(git.run("ls-tree", "gen-7-failed")).isEmpty();
    assertThat(archive.files(7)).isEmpty();
    assertSound();
  }

  @Test
  void every_call_may_be_repeated() throws IOException {
    Path one = artifact("one", "a", "1\n");
    Path two = artifact("two", "a", "2\n");
    archive.commit(1, 0, one);
    archive.commit(1, 0, one);
    archive.promote(1);
    List<String> before = git.lines("for-each-ref");
    archive.commit(2, 1, two);
    archive.rollBack(2, "first reason");

    archive.commit(1, 0, one);
    archive.promote(1);
    archive.commit(2, 1, two);
    archive.rollBack(2, "second reason");

    assertThat(git.lines("for-each-ref")).containsAll(before);
    assertThat(git.refs()).hasSize(3);
    assertThat(git.run("tag", "-l", "--format=%(contents)", "gen-2-failed"))
        .endsWith("first reason");
  }

  @Test
  void a_number_keeps_its_content() throws IOException {
    archive.commit(1, 0, artifact("one", "a", "1\n"));

    assertThatThrownBy(() -> archive.commit(1, 0, artifact("two", "a", "2\n")))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("generation 1")
        .hasMessageContaining("other content");
  }

  @Test
  void a_final_outcome_is_never_turned() throws IOException {
    archive.commit(1, 0, artifact("one", "a", "1\n"));
    archive.promote(1);
    archive.commit(2, 0, artifact("two", "a", "2\n"));
    archive.rollBack(2, "bad");

    assertThatThrownBy(() -> archive.rollBack(1, "late")).isInstanceOf(ArchiveException.class);
    assertThatThrownBy(() -> archive.promote(2)).isInstanceOf(ArchiveException.class);
    assertThatThrownBy(() -> archive.promote(3))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("generation 3");
    assertThat(git.refs()).contains("refs/tags/gen-1 tag", "refs/tags/gen-2-failed tag").hasSize(3);
  }

  @Test
  void a_symbolic_link_is_refused_and_never_followed() throws IOException {
    Path secret = Files.writeString(home.resolve("secret"), "secret");
    Path artifact = artifact("one", "a", "1\n");
    Files.createSymbolicLink(artifact.resolve("link"), secret);

    assertThatThrownBy(() -> archive.commit(1, 0, artifact))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("link");
    assertThat(archive.contains(1)).isFalse();
  }

  @Test
  void a_link_in_place_of_the_artifact_is_refused() throws IOException {
    Path link = Files.createSymbolicLink(home.resolve("link"), artifact("one", "a", "1\n"));

    assertThatThrownBy(() -> archive.commit(1, 0, link))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("no artifact directory");
  }

  @Test
  void a_fifo_is_refused_without_being_opened() throws Exception {
    Path artifact = artifact("one", "a", "1\n");
    Process mkfifo = new ProcessBuilder("mkfifo", artifact.resolve("pipe").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();

    assertThatThrownBy(() -> archive.commit(1, 0, artifact))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("pipe");
  }

  @Test
  void a_git_directory_inside_the_artifact_is_refused() throws IOException {
    assertThatThrownBy(() -> archive.commit(1, 0, artifact("one", "deep/.git/config", "x")))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("deep/.git/config");
  }

  @Test
  void an_interrupt_neither_cuts_a_call_short_nor_gets_lost() throws IOException {
    Path artifact = artifact("one", "a", "1\n");

    Thread.currentThread().interrupt();
    archive.commit(1, 0, artifact);
    boolean kept = Thread.interrupted();
    Thread.currentThread().interrupt();
    archive.rollBack(1, "cancelled");
    boolean keptAgain = Thread.interrupted();

    assertThat(kept && keptAgain).isTrue();
    assertThat(git.refs()).contains("refs/tags/gen-1-failed tag");
  }

  @Test
  void reading_creates_no_repository() {
    assertThat(archive.contains(1)).isFalse();
    assertThatThrownBy(() -> archive.files(1))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("generation 1 is not in");

    assertThat(repository).doesNotExist();
  }

  @Test
  void files_and_their_content_are_read_back() throws IOException {
    archive.commit(1, 0, artifact("one", "a/b.txt", "hällo\n"));

    assertThat(archive.files(1))
        .extracting(ArchivedFile::path, ArchivedFile::size)
        .containsExactly(tuple("a/b.txt", 7L), tuple("manifest.json", 2L));
    assertThat(archive.read(1, "a/b.txt"))
        .hasValueSatisfying(
            bytes -> assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("hällo\n"));
    assertThat(archive.read(1, "a")).isEmpty();
    assertThat(archive.read(1, "")).isEmpty();
    assertThat(archive.read(1, "../a")).isEmpty();
    assertThat(archive.read(1, "/a/b.txt")).isEmpty();
  }

  @Test
  void two_generations_differ_as_a_unified_diff() throws IOException {
    archive.commit(1, 0, artifact("one", "a", "one\nsame\n"));
    archive.rollBack(1, "bad");
    archive.commit(2, 0, artifact("two", "a", "two\nsame\n"));

    String diff = new String(archive.diff(1, 2), StandardCharsets.UTF_8);

    assertThat(diff).contains("--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n-one\n+two\n same\n");
    assertThat(archive.diff(1, 1)).isEmpty();
    assertThat(archive.manifestDiff(1, 2)).isEmpty();
  }

  @Test
  void threads_that_promote_at_once_all_arrive_in_main() throws Exception {
    Path artifact = artifact("one", "a", "1\n");
    List<Future<?>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (int thread = 0; thread < 6; thread++) {
        int first = thread * 5 + 1;
        futures.add(
            threads.submit(
                () -> {
                  try (GitArchive own = new GitArchive(repository, Clock.systemUTC())) {
                    for (int n = first; n < first + 5; n++) {
                      own.commit(n, 0, artifact);
                      own.promote(n);
                    }
                  }
                }));
      }
    }
    for (Future<?> future : futures) {
      future.get();
    }

    assertThat(git.lines("tag")).hasSize(30);
    assertThat(git.lines("rev-list", "--merges", "main")).hasSize(30);
    assertSound();
  }

  @Test
  void processes_that_promote_at_once_all_arrive_in_main() throws Exception {
    Path artifact = artifact("one", "a", "1\n");
    Process first = worker(artifact, 1, 12).inheritIO().start();
    Process second = worker(artifact, 13, 24).inheritIO().start();

    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();

    assertThat(git.lines("tag")).hasSize(24);
    assertThat(git.lines("rev-list", "--merges", "main")).hasSize(24);
    assertSound();
  }

  @Test
  void nothing_of_the_persons_own_git_is_read() throws Exception {
    Path artifact = artifact("one", "a", "1\n");
    Path person = home.resolve("person");
    Path xdg = person.resolve(".config");
    Files.createDirectories(xdg.resolve("git"));
    Path hooks = Files.createDirectories(home.resolve("hooks"));
    Path mark = home.resolve("hook-ran");
    Path hook = Files.writeString(hooks.resolve("reference-transaction"), "#!/bin/sh\n>" + mark);
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    String config =
        """
        [user]
          name = Somebody
          email = somebody@example.org
        [commit]
          gpgsign = true
        [tag]
          gpgsign = true
        [init]
          defaultBranch = trunk
        [core]
          hooksPath = %s
          logAllRefUpdates = always
        """
            .formatted(hooks);
    Files.writeString(person.resolve(".gitconfig"), config);
    Files.writeString(xdg.resolve("git/config"), config);
    ProcessBuilder builder = worker(artifact, 1, 1, "-Duser.home=" + person);
    builder.environment().put("HOME", person.toString());
    builder.environment().put("XDG_CONFIG_HOME", xdg.toString());
    builder.environment().put("GIT_DIR", home.resolve("elsewhere").toString());
    builder.environment().put("GIT_AUTHOR_NAME", "Somebody");
    builder.environment().put("GIT_COMMITTER_EMAIL", "somebody@example.org");

    assertThat(builder.inheritIO().start().waitFor()).isZero();

    assertThat(git.run("log", "--format=%an%ae%cn%ce%G?", "main"))
        .doesNotContain("omebody")
        .contains("Cambriancambrian@localhost");
    assertThat(git.refs()).contains("refs/heads/main commit");
    assertThat(mark).doesNotExist();
    assertThat(home.resolve("elsewhere")).doesNotExist();
    try (var logs = Files.walk(repository.resolve("logs"))) {
      assertThat(logs.filter(Files::isRegularFile)).isEmpty();
    }
    try (var written = Files.walk(person)) {
      assertThat(written.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  private ProcessBuilder worker(Path artifact, int first, int last, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            ArchiveWorker.class.getName(),
            repository.toString(),
            artifact.toString(),
            Integer.toString(first),
            Integer.toString(last)));
    return new ProcessBuilder(command);
  }

  private String rev(String name) {
    return git.run("rev-parse", name);
  }

  private void assertSound() {
    assertThat(git.run("fsck", "--strict", "--full", "--no-dangling", "--no-progress")).isEmpty();
  }

  private Path artifact(String name, String... pathsAndContents) throws IOException {
    return Artifacts.write(home.resolve("artifacts").resolve(name), pathsAndContents);
  }
}
