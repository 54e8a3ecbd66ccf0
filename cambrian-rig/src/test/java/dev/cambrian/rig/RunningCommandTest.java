package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cambrian.core.verdict.StageLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunningCommandTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private static RunningCommand shell(String script) throws IOException {
    Process process = Spawner.start(new ProcessBuilder("/bin/sh", "-c", script));
    return new RunningCommand(process, ProcessTree.PROCESS_SPACE, 1 << 20);
  }

  /** As the shutdown hook does some time after the signal. */
  private static void interruptSoon(Thread thread) {
    CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS).execute(thread::interrupt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "INT", "TERM"})
  void an_end_by_the_signal_that_then_interrupts_us_is_no_result(String signal) throws Exception {
    RunningCommand command = shell("kill -" + signal + " $$");
    assertThat(command.endsWithin(LONG)).isTrue();

    interruptSoon(Thread.currentThread());

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> command.await(LONG));
  }

  @Test
  void nor_is_that_of_a_program_that_should_have_gone_on() throws Exception {
    RunningCommand command = shell("kill -INT $$");
    assertThat(command.endsWithin(LONG)).isTrue();

    interruptSoon(Thread.currentThread());

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> command.stop(LONG));
  }

  @Test
  void an_end_by_a_signal_that_was_its_own_is_told() throws Exception {
    CommandResult result = shell("kill -INT $$").await(LONG);

    assertThat(result.exitCode()).isEqualTo(Optional.of(130));
  }

  @Test
  @Timeout(60)
  void what_it_has_printed_is_told_while_it_waits_to_be_let_go(@TempDir Path directory)
      throws Exception {
    Path gate = directory.resolve("gate");
    List<StageLog> told = new ArrayList<>();
    RunningCommand command =
        shell("mkfifo %1$s; echo begun; echo careful >&2; cat %1$s; echo over".formatted(gate))
            .overheard(
                end -> {
                  told.add(end);
                  open(gate);
                });

    CommandResult result = command.await(LONG);

    assertThat(result.end()).isEqualTo(CommandResult.End.EXITED);
    assertThat(told)
        .containsExactly(
            new StageLog(new StageLog.Output("begun\n", 0), new StageLog.Output("careful\n", 0)));
  }

  private static void open(Path gate) {
    try {
      Files.writeString(gate, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_silent_command_is_not_told_of_and_one_that_hangs_ends_at_its_limit() throws Exception {
    List<StageLog> told = new ArrayList<>();

    CommandResult result =
        shell("exec sleep 600").overheard(told::add).await(Duration.ofMillis(2_300));

    assertThat(result.end()).isEqualTo(CommandResult.End.TIMED_OUT);
    assertThat(told).isEmpty();
  }

  @Test
  void a_command_that_was_not_there_cannot_be_started() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Spawner.start(new ProcessBuilder("/no/such/program")))
        .withMessageContaining("/no/such/program");
  }

  @Test
  void a_command_is_the_first_of_a_session_of_its_own() throws Exception {
    Process process =
        Spawner.start(new ProcessBuilder("/bin/sh", "-c", "cut -d ' ' -f 6 /proc/$$/stat"));

    assertThat(process.inputReader().readLine()).isEqualTo(String.valueOf(process.pid()));
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }
}
