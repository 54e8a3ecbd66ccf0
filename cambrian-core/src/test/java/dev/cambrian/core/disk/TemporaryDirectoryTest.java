package dev.cambrian.core.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes, which are killed. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TemporaryDirectoryTest {
  private static final String PREFIX = "cambrian-test-";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path made;
  private Path parent = Path.of("");
  private final List<Process> owners = new ArrayList<>();

  @BeforeEach
  void resolve() throws IOException {
    parent = made.toRealPath();
  }

  @AfterEach
  void end() {
    owners.forEach(Process::destroyForcibly);
  }

  private Path owned() throws IOException {
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName(),
                parent.toString(),
                PREFIX)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    owners.add(owner);
    return Path.of(owner.inputReader().readLine());
  }

  private Path ownedByTheDead() throws IOException, InterruptedException {
    Path directory = owned();
    Process owner = owners.removeLast();
    owner.destroyForcibly();
    assertThat(owner.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return directory;
  }

  private void sweep() throws IOException {
    TemporaryDirectory.sweep(parent, PREFIX, Files.getOwner(parent), Files::deleteIfExists);
  }

  @Test
  void it_is_private_and_gone_with_all_that_was_in_it() throws IOException {
    TemporaryDirectory directory = TemporaryDirectory.create(parent, PREFIX, Files::deleteIfExists);
    Files.writeString(directory.path().resolve("file"), "x");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
        .isEqualTo("rwx------");
    directory.remove();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void the_next_process_removes_what_a_killed_one_left_and_nothing_of_one_that_lives()
      throws Exception {
    Path living = owned();
    Path dead = ownedByTheDead();
    assertThat(dead.resolve("kept")).exists();

    TemporaryDirectory own = TemporaryDirectory.create(parent, PREFIX, Files::deleteIfExists);

    await().atMost(LIMIT).until(() -> !Files.exists(dead));
    assertThat(living.resolve("kept")).exists();
    assertThat(own.path()).exists();
    own.remove();
  }

  @Test
  void a_process_never_sweeps_its_own_nor_lets_go_of_its_lock() throws Exception {
    TemporaryDirectory own = TemporaryDirectory.create(parent, PREFIX, Files::deleteIfExists);
    await().atMost(LIMIT).until(() -> Files.exists(own.path().resolve(".owner.lock")));

    sweep();
    Path other = ownedByTheDead(); // which has swept, in its turn
    sweep();

    assertThat(own.path()).exists();
    assertThat(other).doesNotExist();
    own.remove();
  }

  @Test
  void only_real_directories_with_a_lock_file_of_their_own_are_swept() throws Exception {
    Path dead = ownedByTheDead();
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Files.copy(dead.resolve(".owner.lock"), elsewhere.resolve(".owner.lock"));
    Path link = Files.createSymbolicLink(parent.resolve(PREFIX + "link"), elsewhere);
    Path bare = Files.createDirectory(parent.resolve(PREFIX + "bare"));
    Path lent = Files.createDirectory(parent.resolve(PREFIX + "lent"));
    Files.createSymbolicLink(lent.resolve(".owner.lock"), dead.resolve(".owner.lock"));
    Path file = Files.writeString(parent.resolve(PREFIX + "file"), "x");

    sweep();

    assertThat(dead).doesNotExist();
    assertThat(elsewhere.resolve(".owner.lock")).exists();
    assertThat(List.of(link, bare, lent, file))
        .allSatisfy(path -> assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue());
  }

  @Test
  void nothing_of_another_user_is_swept() throws Exception {
    Path dead = ownedByTheDead();
    assumeThat(Files.getOwner(parent).getName())
        .as("only root gives things away")
        .isEqualTo("root");
    Files.setOwner(
        dead, dead.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    sweep();

    assertThat(dead.resolve("kept")).exists();
  }

  @Test
  void where_others_could_exchange_the_paths_nothing_is_swept() throws Exception {
    Path dead = ownedByTheDead();
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));

    sweep();

    assertThat(dead.resolve("kept")).exists();
  }

  @Test
  void what_cannot_be_removed_hinders_nobody() throws Exception {
    Path stubborn = ownedByTheDead();
    Files.createDirectories(stubborn.resolve("deep/deeper"));

    sweep();

    assertThat(stubborn.resolve(".owner.lock")).exists();
    TemporaryDirectory.sweep(
        parent.resolve("absent"), PREFIX, Files.getOwner(parent), Files::deleteIfExists);
  }
}
