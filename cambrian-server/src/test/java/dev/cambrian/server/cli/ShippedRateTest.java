package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.docs.Page;
import dev.cambrian.server.terminal.Screen;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trials of the genome that ship with the project. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ShippedRateTest {
  @TempDir private Path directory;

  @Test
  void their_table_agrees_with_their_files_and_with_the_readme() {
    Run run =
        Run.of(
            Screen.NONE,
            Map.of("COLUMNS", "200"),
            "rate",
            Page.ROOT.resolve("spec/rates/cambrian").toString(),
            "--home",
            directory.resolve("home").toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(run.out()).endsWith(Page.at("README.md").fenceAfter("<!-- rate -->"));
  }
}
