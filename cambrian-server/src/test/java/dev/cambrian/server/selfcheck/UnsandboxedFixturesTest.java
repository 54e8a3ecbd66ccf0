package dev.cambrian.server.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cambrian.rig.Isolation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fixtures that end before any command: those of the parser, of specs, of hashes and manifests. */
final class UnsandboxedFixturesTest {
  @TempDir Path directory;

  static Stream<String> fixtures() {
    return Catalogue.shipped().fixtures().stream()
        .filter(it -> !it.runsCommands())
        .map(Fixture::id);
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void it_comes_out_as_it_must(String id) throws Exception {
    Fixture fixture = Catalogue.shipped().find(id).orElseThrow();
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    LocalSource source = LocalSource.of(Isolation.NONE, scratch);
    Trial trial =
        new Trial(
            source,
            Files.createDirectory(directory.resolve("artifacts")),
            CatalogueTest.WORLD,
            Canary.fresh(),
            false);

    Result result = trial.run(fixture);

    assumeThat(result.ran()).as(result.happened()).isTrue();
    assertThat(result.standing()).as(result.happened()).isEqualTo(Result.Standing.AS_EXPECTED);
    assertThat(scratch).isEmptyDirectory();
  }
}
