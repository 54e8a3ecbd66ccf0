package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.CambrianMain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How little {@code cambrian rig} loads, which is most of the time that it takes to start. */
final class RigStartTest {

  @Test
  void the_rig_starts_without_what_the_other_commands_need() throws Exception {
    assertThat(loaded("rig", "--version"))
        .anyMatch(line -> line.contains(" dev.cambrian.rig.RigCommand "))
        .noneMatch(line -> line.contains(" picocli."))
        .noneMatch(line -> line.contains(" dev.cambrian.server.cli."))
        .noneMatch(line -> line.contains(" tools.jackson."));
    assertThat(loaded("--version")).anyMatch(line -> line.contains(" picocli."));
  }

  /** The JVM's lines about the classes that the command loads. */
  private static List<String> loaded(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xlog:disable", "-Xlog:class+load:stdout"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CambrianMain.class.getName());
    command.addAll(List.of(arguments));
    Process program =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(program.waitFor()).isZero();
    return said.lines().toList();
  }
}
