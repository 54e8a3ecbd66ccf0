package dev.cambrian.server.organism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.server.docs.Page;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is viable in an image lives in it, built with what the image has. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ToolchainsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void the_rehearsal_of_each_image_is_built_and_lives(Toolchain toolchain) throws Exception {
    String image = toolchain == Toolchain.JAVA ? "base" : toolchain.id();
    Path artifact = Page.ROOT.resolve("docker/rehearsal/" + image);
    try (Colony colony = Colony.in(Colony.Place.CONTAINER, directory, toolchain)) {
      Organism organism =
          colony.organisms().start(StartOrder.of(0, artifact, "first-model", "second-model"));

      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                Organism now = colony.organisms().find(organism.id());
                assertThat(now.end()).as("%s", colony.log(organism.id())).isEmpty();
                return now.state() == Organism.State.RUNNING;
              });
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .until(() -> colony.organisms().ask(organism.id(), "/health").status() == 200);
    }
  }
}
