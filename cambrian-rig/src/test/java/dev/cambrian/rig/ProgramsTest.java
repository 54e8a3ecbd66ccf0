package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How programs are asked what they are. */
@Timeout(60)
@DisplayNameGeneration(ReplaceUnderscores.class)
class ProgramsTest {
  @TempDir Path directory;

  private Path asked() {
    return directory.resolve("asked");
  }

  private void node(String answer) throws Exception {
    CommandEnvironment.executable(
        directory.resolve("node"), "#!/bin/sh\necho >>'" + asked() + "'\n" + answer);
  }

  @Test
  void who_asks_a_program_that_is_being_asked_waits_for_that_answer() throws Exception {
    node("sleep 0.3\necho /opt/node/bin/node\necho 22.0.0\n");
    List<Future<Optional<Programs.Interpreter>>> answers = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        answers.add(threads.submit(() -> Programs.node(directory.toString())));
      }
      for (Future<Optional<Programs.Interpreter>> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS).orElseThrow().version()).isEqualTo("22.0.0");
      }
    }
    assertThat(Files.readAllLines(asked())).hasSize(1);
  }

  @Test
  void a_program_that_gave_no_answer_is_asked_again() throws Exception {
    node("exit 1\n");
    assertThat(Programs.node(directory.toString())).isEmpty();
    node("echo /opt/node/bin/node\necho 22.0.0\n");

    assertThat(Programs.node(directory.toString())).isPresent();
    assertThat(Files.readAllLines(asked())).hasSize(2);
  }
}
