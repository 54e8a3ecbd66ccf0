package dev.cambrian.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandClientTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void standard_input_is_system_blank_line_user_and_standard_output_the_answer() {
    LlmAnswer answer = ask("cat", Requests.single("Be terse.", "Grow ışık.\n"));

    assertThat(answer.text()).isEqualTo("Be terse.\n\nGrow ışık.\n");
    assertThat(answer.provider()).isEqualTo("command");
    assertThat(answer.producerModel()).isEqualTo("model-x");
    assertThat(answer.usageKnown()).isFalse();
    assertThat(answer.stopReason()).isEqualTo(LlmAnswer.StopReason.COMPLETE);
  }

  @Test
  void several_messages_are_marked_by_their_roles() {
    assertThat(ask("cat", Requests.generate(1)).text())
        .isEqualTo(
            "You are terse.\n\n===== user =====\nGrow this.\n\n"
                + "===== assistant =====\nNo.\n\n===== user =====\nDo.");
  }

  @Test
  void the_parts_stand_in_the_environment_too_and_their_files_go() {
    String text =
        ask(
                "cat \"$CAMBRIAN_SYSTEM_FILE\" \"$CAMBRIAN_USER_FILE\"; echo; echo $CAMBRIAN_MODEL"
                    + " $CAMBRIAN_MAX_TOKENS $CAMBRIAN_PURPOSE $CAMBRIAN_ORDINAL"
                    + " $CAMBRIAN_SPEC_HASH; echo $CAMBRIAN_SYSTEM_FILE",
                Requests.single("S", "U"))
            .text();

    List<String> lines = text.lines().toList();
    assertThat(lines.subList(0, 2))
        .containsExactly("SU", "model-x 1000 generate 1 " + Requests.SPEC);
    assertThat(Path.of(lines.get(2))).doesNotExist();
  }

  @Test
  void a_failing_command_is_refused_with_its_code_and_last_line() {
    assertThatThrownBy(
            () -> ask("echo partial; echo first >&2; echo 'no quota' >&2; exit 3", one()))
        .isInstanceOfSatisfying(
            LlmException.Refused.class, e -> assertThat(e.status()).isEqualTo(3))
        .hasMessageStartingWith("the command exited with 3 (no quota): echo partial");
  }

  @Test
  void a_command_that_does_not_exist_says_so() {
    assertThatThrownBy(() -> ask("no-such-program-anywhere", one()))
        .isInstanceOf(LlmException.Refused.class)
        .hasMessageContaining("exited with 127")
        .hasMessageContaining("not found");
  }

  @Test
  void a_command_may_ignore_its_input_and_flood_standard_error() {
    String big = "x".repeat(1 << 20);

    LlmAnswer answer =
        ask("head -c 3000000 /dev/zero | tr '\\0' e >&2; echo done", Requests.single("", big));

    assertThat(answer.text()).isEqualTo("done\n");
  }

  @Test
  void a_key_never_shows_in_a_message() {
    CommandClient client =
        new CommandClient(
            "echo sk-planted-canary >&2; exit 1 # sk-planted-canary",
            LONG,
            new Secrets(List.of("sk-planted-canary")));

    assertThatThrownBy(() -> client.answer(one(), LlmProgress.NONE))
        .isInstanceOf(LlmException.Refused.class)
        .hasMessageContaining("***")
        .hasMessageNotContaining("sk-planted");
  }

  @Test
  void output_that_is_not_utf_8_is_refused() {
    assertThatThrownBy(() -> ask("printf '\\377'", one()))
        .isInstanceOf(LlmException.Refused.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void an_answer_without_end_is_cut_and_the_command_killed() {
    assertThatThrownBy(() -> ask("exec cat /dev/zero", one()))
        .isInstanceOf(LlmException.Refused.class)
        .hasMessageContaining("more than 64 MiB");
  }

  @Test
  void a_timeout_kills_the_whole_tree() throws Exception {
    Path pids = directory.resolve("pids");
    CommandClient client =
        new CommandClient(
            "sh -c 'echo $$ >> %s; sleep 300; true' & echo $$ >> %s; wait".formatted(pids, pids),
            Duration.ofSeconds(1));

    assertThatThrownBy(() -> client.answer(one(), LlmProgress.NONE))
        .isInstanceOf(LlmException.Unavailable.class)
        .hasMessageContaining("within 1 s");

    assertAllDead(pids, 2);
  }

  @Test
  void an_interrupt_kills_the_whole_tree() throws Exception {
    Path pids = directory.resolve("pids");
    CommandClient client =
        new CommandClient(
            "sh -c 'echo $$ >> %s; sleep 300; true' & echo $$ >> %s; wait".formatted(pids, pids),
            LONG);
    Asking asking = Asking.start(client, one(), LlmProgress.NONE);
    await().until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);

    asking.interruptEndsIt();

    assertAllDead(pids, 2);
  }

  @Test
  void a_grandchild_that_keeps_the_pipe_does_not_hold_up_the_answer() {
    long start = System.nanoTime();
    LlmAnswer answer = ask("sleep 30 & echo done", one());

    assertThat(answer.text()).isEqualTo("done\n");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  private static void assertAllDead(Path pids, int count) throws Exception {
    List<String> lines = Files.readAllLines(pids);
    assertThat(lines).hasSize(count);
    await().untilAsserted(() -> assertThat(alive(lines.stream().map(String::strip))).isEmpty());
  }

  private static List<String> alive(Stream<String> pids) {
    return pids.filter(
            pid -> ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false))
        .toList();
  }

  private static LlmRequest one() {
    return Requests.single("s", "u");
  }

  private static LlmAnswer ask(String command, LlmRequest request) {
    return new CommandClient(command, LONG).answer(request, LlmProgress.NONE);
  }
}
