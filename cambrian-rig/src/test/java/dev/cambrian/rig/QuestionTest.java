package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs on the PATH that are asked something and do as they please. */
@Timeout(60)
class QuestionTest {
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** A shell runs it: a file just written may be "busy" where another thread forks meanwhile. */
  private static List<String> program(String script) {
    return List.of("/bin/sh", "-c", script);
  }

  @Test
  void a_program_that_hangs_silently_is_ended_at_the_limit_with_its_children() throws Exception {
    String sleep = "sleep " + (4_000_000 + System.nanoTime() % 1_000_000);
    List<String> program = program(sleep + " & " + sleep);

    assertThat(Programs.ask(program, SHORT)).isEmpty();

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                ProcessHandle.allProcesses()
                    .noneMatch(it -> it.info().commandLine().orElse("").endsWith(sleep)));
  }

  @Test
  void a_program_whose_child_holds_its_output_open_has_answered_when_it_ends() throws Exception {
    List<String> program = program("setsid sleep 30 & echo 3.13.1");

    long before = System.nanoTime();
    assertThat(Programs.ask(program, Duration.ofSeconds(20))).containsExactly("3.13.1");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void a_program_that_talks_for_ever_is_ended() throws Exception {
    List<String> program = program("exec yes");

    assertThat(Programs.ask(program, Duration.ofSeconds(20))).isEmpty();
  }

  @Test
  void a_program_sees_no_key_of_the_users_environment() throws Exception {
    List<String> said = Programs.ask(List.of("/usr/bin/env"), Duration.ofSeconds(20));

    assertThat(said).isNotEmpty();
    assertThat(said)
        .extracting(it -> it.split("=", 2)[0])
        .isSubsetOf("PATH", "HOME", "LANG", Warden.MARK);
  }

  @Test
  void a_stream_that_stays_open_is_heard_for_its_time_only() throws Exception {
    Process process = new ProcessBuilder("/bin/sh", "-c", "echo no room >&2; sleep 30").start();
    try {
      assertThat(Question.heard(process.getErrorStream(), Duration.ofSeconds(2)))
          .asString()
          .isEqualTo("no room\n");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void an_interrupted_trial_of_bubblewrap_is_no_answer() {
    Needs.bubblewrap();

    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> Bubblewrap.detect(Programs.userPath()));
  }
}
