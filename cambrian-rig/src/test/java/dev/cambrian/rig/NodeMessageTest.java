package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Messages without their lines, beside details that have them or do not. */
class NodeMessageTest {
  private static String read(String message, String details) {
    return NodeMessage.withBreaks(message, details);
  }

  @Test
  void the_lines_come_from_the_details() {
    assertThat(read("a:b  c", "\n[Error [ERR_TEST_FAILURE]: a:\nb\n  c] {\n cause: a:\n  b"))
        .isEqualTo("a:\nb\n  c");
    assertThat(read("a b", "a\nb")).isEqualTo("a\nb");
  }

  @Test
  void quotes_are_as_they_were() {
    assertThat(read("say &quot;x&quot;y", "Error [E]: say \"x\"\ny")).isEqualTo("say \"x\"\ny");
    assertThat(read("an &quot; it is", "Error [E]: an &quot;\nit is"))
        .isEqualTo("an &quot;\nit is");
    assertThat(read("say &quot;x&quot;", "")).isEqualTo("say \"x\"");
  }

  @Test
  void a_message_that_the_details_do_not_begin_with_stays() {
    assertThat(read("a b", "Error: something\nelse: a\nc")).isEqualTo("a b");
    assertThat(read("a b", "Error: a")).isEqualTo("a b");
    assertThat(read("a b", "x".repeat(300) + ": a\nb")).isEqualTo("a b");
  }

  @Test
  void hostile_details_cost_no_time() {
    String details = ": ".repeat(8_000);

    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 1_000; i++) {
            assertThat(read(": ".repeat(250) + "x", details)).endsWith("x");
          }
        });
  }
}
