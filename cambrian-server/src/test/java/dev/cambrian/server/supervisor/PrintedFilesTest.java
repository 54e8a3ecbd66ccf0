package dev.cambrian.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.supervisor.RunningOutput.Printed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that grows beside a server, which looks. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class PrintedFilesTest {
  private static final Printed PRINTED =
      new Printed(
          Stage.TEST,
          new StageLog(
              new StageLog.Output("\u001b[2J<b>\nstderr: 3 bytes", 4711), StageLog.Output.NONE));

  @TempDir private Path home;
  private Process growing = ProcessHandleOf.sleeping();
  private PrintedFiles files = new PrintedFiles(Path.of("nowhere"), ProcessHandle.current());
  private RunningOutput server = new RunningOutput(files);

  /** Stands for a command that grows. */
  private static final class ProcessHandleOf {
    private ProcessHandleOf() {}

    static Process sleeping() {
      try {
        return new ProcessBuilder("sleep", "600").start();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @BeforeEach
  void open() {
    files = new PrintedFiles(home, growing.toHandle());
    server = new RunningOutput(new PrintedFiles(home, ProcessHandle.current()));
  }

  @AfterEach
  void end() {
    growing.destroyForcibly();
  }

  private Path file() {
    return home.resolve("printing/gen-3");
  }

  @Test
  void what_another_process_prints_is_there_until_its_stage_ends() throws IOException {
    assertThat(server.any()).isFalse();

    files.printing(3, PRINTED);

    assertThat(server.of(3)).contains(PRINTED);
    assertThat(server.of(4)).isEmpty();
    assertThat(server.any()).isTrue();
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("printing"))))
        .isEqualTo("rwx------");

    files.printing(3, new Printed(Stage.START, PRINTED.end()));
    assertThat(server.of(3)).map(Printed::stage).contains(Stage.START);

    files.quiet(3);
    assertThat(server.of(3)).isEmpty();
    assertThat(server.any()).isFalse();
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void that_of_a_killed_one_is_nothing_and_goes_with_the_next_writer() throws Exception {
    files.printing(3, PRINTED);
    growing.destroyForcibly();
    assertThat(growing.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(server.of(3)).isEmpty();

    growing = ProcessHandleOf.sleeping();
    new PrintedFiles(home, growing.toHandle()).printing(4, PRINTED);
    assertThat(file()).doesNotExist();
    assertThat(server.of(4)).contains(PRINTED);
  }

  @Test
  void another_process_of_the_same_number_is_another() throws IOException {
    files.printing(3, PRINTED);
    String content = Files.readString(file());
    String started = content.split(" ", -1)[3];

    Files.writeString(
        file(),
        content.replaceFirst(" " + started + " ", " " + (Long.parseLong(started) - 60) + " "));

    assertThat(server.of(3)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "cambrian-printing 1",
        "cambrian-printing 2 %1$s test\n%2$s",
        "cambrian-printing 1 %1$s bogus\n%2$s",
        "cambrian-printing 1 %1$s test",
        "cambrian-printing 1 %1$s test\n",
        "cambrian-printing 1 %1$s test\n%2$s ",
      })
  void what_is_nothing_of_that_kind_is_nothing(String content) throws IOException {
    files.printing(3, PRINTED);
    String[] words = Files.readString(file()).split("[ \n]", -1);
    String log = new String(PRINTED.end().encode(), java.nio.charset.StandardCharsets.UTF_8);

    Files.writeString(file(), content.formatted(words[2] + " " + words[3], log));

    assertThat(server.of(3)).isEmpty();
  }

  @Test
  void a_large_file_or_a_link_is_not_read() throws IOException {
    files.printing(3, PRINTED);
    Path kept = Files.move(file(), home.resolve("kept"));
    Files.createSymbolicLink(file(), kept);
    assertThat(server.of(3)).isEmpty();

    Files.delete(file());
    Files.writeString(file(), Files.readString(kept) + "x".repeat(200_000));
    assertThat(server.of(3)).isEmpty();
  }

  @Test
  void where_nothing_can_be_written_the_verification_goes_on() throws IOException {
    Files.writeString(home.resolve("printing"), "in the way");

    Verification verification =
        RunningOutput.shown(
                (request, listener) -> {
                  listener.stagePrinting(Stage.TEST, PRINTED.end());
                  return new Verification.Aborted(FailureKind.CANCELLED, "enough");
                },
                new CambrianHome(home))
            .verify(
                new VerificationRequest(
                    "run", 3, Path.of("artifact"), GrownArtifact.SPEC.hash(), GrownArtifact.SPEC),
                VerificationListener.NONE);

    assertThat(verification).isInstanceOf(Verification.Aborted.class);
    assertThat(home.resolve("printing")).hasContent("in the way");
  }
}
