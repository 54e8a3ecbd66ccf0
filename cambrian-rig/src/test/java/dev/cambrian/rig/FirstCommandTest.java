package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FirstCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "python -m src.prime | python:-m:src.prime",
        "exec python -m src.prime | python:-m:src.prime",
        "env A=1 B='x y' exec /usr/bin/python3 x.py | python3:x.py",
        "PORT=$P python -m 'src.prime' \"a b\" c | python:-m:src.prime:a b:c",
        "python -m src.prime --port ${PORT:-8401} more | python:-m:src.prime:--port",
        "node x.js >log 2>&1 | node:x.js",
        "node x.js 2>/dev/null | node:x.js",
        "node x.js && node y.js | node:x.js",
        "node  x.js  | node:x.js",
        "java -jar target/*.jar | java:-jar",
        "node a\\ b.js | node",
        "echo 'a;b' | echo:a;b",
      })
  void a_plain_command_is_read_up_to_what_only_the_shell_can_tell(String line, String words) {
    FirstCommand command = FirstCommand.of(line).orElseThrow();

    List<String> expected = List.of(words.split(":", -1));
    assertThat(command.program()).isEqualTo(expected.getFirst());
    assertThat(command.words()).isEqualTo(expected.subList(1, expected.size()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$PYTHON -m x",
        "python -m x || python -m y",
        "python -m x; python -m y",
        "python -m x & python -m y",
        "python -m x\npython -m y",
        "(python -m x)",
        "PYTHONPATH=src python -m x",
        "env NODE_PATH=lib node x.js",
        "PATH=$PWD/bin:$PATH python -m x",
        "./run.sh",
        "venv/bin/python -m x",
        "exec",
        "'python -m x",
      })
  void of_any_other_line_nothing_is_told(String line) {
    assertThat(FirstCommand.of(line)).isEmpty();
  }
}
