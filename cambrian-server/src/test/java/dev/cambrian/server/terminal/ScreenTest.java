package dev.cambrian.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScreenTest {
  private static Screen of(String... environment) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return Screen.of(true, variables);
  }

  @Test
  void a_terminal_is_redrawn_and_coloured() {
    assertThat(of("TERM", "xterm")).isEqualTo(new Screen(true, true, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0", "false", " "})
  void any_value_of_no_color_takes_the_colours_and_nothing_else(String value) {
    Screen screen = of("TERM", "xterm", "NO_COLOR", value);

    assertThat(screen).isEqualTo(new Screen(true, true, false));
    assertThat(screen.style().bad("x")).isEqualTo("x");
  }

  @Test
  void an_empty_no_color_is_none() {
    assertThat(of("TERM", "xterm", "NO_COLOR", "").coloured()).isTrue();
  }

  @Test
  void a_dumb_terminal_is_neither_redrawn_nor_coloured() {
    Screen plain = new Screen(true, false, false);

    assertThat(of("TERM", "dumb")).isEqualTo(plain);
    assertThat(of()).isEqualTo(plain);
  }

  @Test
  void a_file_is_no_terminal_whatever_the_environment_says() {
    assertThat(Screen.of(false, Map.of("TERM", "xterm", "COLUMNS", "200"))).isEqualTo(Screen.NONE);
  }

  @Test
  void columns_and_lines_go_before_what_the_terminal_says() {
    assertThat(Screen.size(Map.of("COLUMNS", "40", "LINES", "10")))
        .isEqualTo(new Screen.Size(10, 40));
  }
}
