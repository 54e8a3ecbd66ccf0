package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ToldBeforeTest {
  @TempDir Path directory;

  @Test
  void what_a_program_said_is_known_for_the_very_same_question_only() throws Exception {
    List<String> question = List.of("/usr/bin/python3", "-c", "print('a\n\"é')");
    List<String> said = List.of("first", "", "third");

    ToldBefore told = told(ToldBefore.write(Map.of(question, said)));

    assertThat(told.by(question)).contains(said);
    assertThat(told.by(List.of("/bin/python3", "-c", "print('a\n\"é')"))).isEmpty();
    assertThat(told.by(question.subList(0, 2))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "{}",
        "[1]",
        "[{\"command\":[\"a\"]}]",
        "[{\"command\":[1],\"said\":[]}]"
      })
  void a_file_of_another_form_tells_nothing(String text) throws Exception {
    assertThat(told(text).by(List.of("a"))).isEmpty();
  }

  @Test
  void no_file_tells_nothing() {
    assertThat(ToldBefore.read(directory.resolve("none")).by(List.of("a"))).isEmpty();
  }

  @Test
  void every_interpreter_of_the_path_is_asked_what_the_rig_asks() throws Exception {
    Path python = directory.resolve("python3");
    Files.writeString(python, "#!/bin/sh\nprintf '%s\\n' /p /q /q 3.99.0\n");
    assertThat(python.toFile().setExecutable(true)).isTrue();

    Map<List<String>, List<String>> answers = Programs.answers(directory.toString());

    assertThat(answers).hasSize(2);
    assertThat(answers.keySet()).allMatch(it -> it.getFirst().equals(python.toString()));
    assertThat(answers.values()).containsOnly(List.of("/p", "/q", "/q", "3.99.0"));
  }

  private ToldBefore told(String text) throws Exception {
    return ToldBefore.read(Files.writeString(directory.resolve("told.json"), text));
  }
}
