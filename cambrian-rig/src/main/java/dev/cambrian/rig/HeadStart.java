package dev.cambrian.rig;

import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.artifact.ManifestException;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.ReportCodec;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;

/**
 * What a program that judges once needs, got ready on other threads: the trial of the sandbox and
 * what reads and writes JSON while the spec is read, the toolchain's programs while the sandbox is
 * still being tried. Nothing depends on its end, and what goes wrong in it will go wrong again
 * where it can be told.
 */
final class HeadStart {
  private HeadStart() {}

  /** Begins what every judgement needs and returns at once. */
  static void begin(Isolation isolation) {
    if (isolation != Isolation.NONE) {
      Thread.ofPlatform().daemon().name("cambrian-rig-sandbox").start(Bubblewrap::detected);
    }
    Thread.ofPlatform().daemon().name("cambrian-rig-codecs").start(HeadStart::loadCodecs);
  }

  /** Begins to look for what this spec's commands need; it is remembered where it was found. */
  static void findPrograms(Spec spec) {
    Thread.ofPlatform().daemon().name("cambrian-rig-programs").start(() -> RigSurvey.missing(spec));
  }

  private static void loadCodecs() {
    try {
      MethodHandles.lookup().ensureInitialized(ReportCodec.class);
      ManifestCodec.read("{}".getBytes(StandardCharsets.UTF_8));
    } catch (ManifestException | IllegalAccessException loaded) {
      // An empty object is no manifest; what reads one is there now.
      return;
    }
  }
}
