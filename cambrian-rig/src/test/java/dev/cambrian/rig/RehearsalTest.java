package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The artifacts that the images' class caches are trained on. */
class RehearsalTest {
  private static final Path REHEARSALS =
      Path.of(System.getProperty("cambrian.root"), "docker/rehearsal");

  @ParameterizedTest
  @ValueSource(strings = {"base", "python", "node"})
  void each_image_has_a_sound_artifact_to_rehearse_with(String image) throws Exception {
    Path artifact = REHEARSALS.resolve(image);
    Spec spec = Specs.read(artifact.resolve("spec/REHEARSAL.md"));

    assertThat(ArtifactReader.read(artifact, spec)).isInstanceOf(ArtifactReader.Sound.class);
  }
}
