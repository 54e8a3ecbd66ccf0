package dev.cambrian.core.artifact;

import dev.cambrian.core.fuzz.Law;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a {@code manifest.json}. */
final class ManifestFuzz {
  private ManifestFuzz() {}

  static void fuzz(byte[] input) {
    Manifest manifest;
    try {
      manifest = ManifestCodec.read(input);
    } catch (ManifestException e) {
      Law.isMessage(String.valueOf(e.getMessage()), 500);
      return;
    }
    byte[] written = ManifestCodec.write(manifest);
    Manifest again = ManifestCodec.read(written);
    Law.holds(again.equals(manifest), "written and read again it is something else");
    Law.holds(Arrays.equals(ManifestCodec.write(again), written), "written twice it differs");
    Law.holds(
        StrictJson.read(input).propertyNames().containsAll(manifest.unknown().propertyNames()),
        "a member out of nowhere");
    Law.holds(
        Schemas.accepts("manifest", new String(input, StandardCharsets.UTF_8)),
        "the schema refuses what was read");
  }
}
