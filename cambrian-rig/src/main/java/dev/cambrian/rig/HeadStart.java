package dev.cambrian.rig;

import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.artifact.ManifestException;
import dev.cambrian.core.verdict.ReportCodec;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;

/**
 * What every verification needs, got ready on other threads while a program is still reading its
 * command line: trying the sandbox and loading what reads and writes JSON take as long as that.
 */
public final class HeadStart {
  private HeadStart() {}

  /** Begins; returns at once, and nothing depends on its end. */
  public static void begin() {
    Thread.ofPlatform().daemon().name("cambrian-rig-sandbox").start(Bubblewrap::detected);
    Thread.ofPlatform().daemon().name("cambrian-rig-codecs").start(HeadStart::loadCodecs);
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
