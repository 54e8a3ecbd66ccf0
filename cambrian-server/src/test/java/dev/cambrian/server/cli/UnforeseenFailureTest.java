package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.llm.LlmException;
import dev.cambrian.server.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What nobody has planned for. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class UnforeseenFailureTest {
  @Test
  void an_interruption_is_130_and_an_unforeseen_failure_calls_itself_a_defect() {
    assertThat(reported(new InterruptedException()))
        .isEqualTo(new Run(130, "", "cambrian: interrupted\n"));
    assertThat(reported(new LlmException.Interrupted()).exit()).isEqualTo(130);
    assertThat(reported(new IllegalStateException("two\nlines\u001b[2J")))
        .isEqualTo(
            new Run(
                3,
                "",
                "cambrian: IllegalStateException (two\\nlines\\x1b[2J);"
                    + " this is a defect of Cambrian: CAMBRIAN_DEBUG=1 shows where\n"));
  }

  private static Run reported(Throwable failure) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session =
        new Session(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            Screen.NONE,
            Screen.NONE,
            Map.of(),
            Clock.systemUTC(),
            ZoneOffset.UTC);
    int exit = new Failures(session).report(failure).code();
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
