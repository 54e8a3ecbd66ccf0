package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as a user types it, on a machine with a daemon and the images. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ContainerGrowthTest {
  private static final Path ROOT = Path.of(System.getProperty("cambrian.root", ""));

  @TempDir private Path home;

  @ParameterizedTest
  @CsvSource({"PYTHON, ECHO-PYTHON-SPEC.md", "NODE, ECHO-NODE-SPEC.md", "JAVA, ECHO-SPEC.md"})
  void a_recorded_answer_is_promoted_from_a_container(Toolchain toolchain, String spec)
      throws Exception {
    Needs.docker(toolchain).close();

    Process grow =
        grow(List.of(ROOT.resolve("spec").resolve(spec).toString(), "--runner", "docker"));
    String out = new String(grow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(grow.waitFor()).as(out).isZero();
    assertThat(out).contains("isolation  docker").contains("is viable and promoted");
  }

  private Process grow(List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dcambrian.root=" + ROOT,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cambrian.server.CambrianMain",
                "grow"));
    command.addAll(arguments);
    command.addAll(List.of("--llm", "replay", "--home", home.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
