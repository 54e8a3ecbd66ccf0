package dev.cambrian.rig;

import static java.util.stream.Collectors.joining;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.artifact.ManifestException;
import dev.cambrian.core.verdict.ReportCodec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a program that judges once needs, got ready on other threads while the spec is read: the
 * toolchain's programs, and what reads and writes JSON. Nothing depends on its end, and what goes
 * wrong in it will go wrong again where it can be told.
 */
final class HeadStart {
  private static final int GUESSED_FROM = 1 << 20;

  private HeadStart() {}

  /** Begins what every judgement needs, and what this spec's seems to, and returns at once. */
  static void begin(Path spec) {
    Spawner.prepare();
    Thread.ofPlatform().daemon().name("cambrian-rig-codecs").start(HeadStart::loadCodecs);
    Thread.ofPlatform().daemon().name("cambrian-rig-programs").start(() -> findPrograms(spec));
  }

  /** Begins what every judgement needs that starts no program of its own, and returns at once. */
  static void beginContained() {
    Thread.ofPlatform().daemon().name("cambrian-rig-hashes").start(HeadStart::loadHashes);
    Thread.ofPlatform().daemon().name("cambrian-rig-codecs").start(HeadStart::loadCodecs);
  }

  /** The first one takes twenty milliseconds, in which Java gets to know who makes them. */
  private static void loadHashes() {
    String _ = Sha256.of(new byte[0]);
    String _ = new RunSeal(new RunSeal.Run("", 0, ""), new byte[RunSeal.KEY_BYTES]).of("", "");
  }

  /** A guess, since to read a spec takes longer than to start its interpreter. */
  private static void findPrograms(Path spec) {
    if (!Files.isRegularFile(spec)) {
      return;
    }
    try (InputStream in = Files.newInputStream(spec)) {
      String text = new String(in.readNBytes(GUESSED_FROM), StandardCharsets.UTF_8);
      if (names(text, "python")) {
        String commands = text.lines().filter(HeadStart::isCommand).collect(joining("\n"));
        var _ = Programs.python(Toolbox.pythonModules(commands), Programs.userPath());
      } else if (names(text, "node")) {
        var _ = Programs.node(Programs.userPath());
      }
    } catch (IOException told) {
      // Whoever reads the spec in earnest says so.
      return;
    }
  }

  private static boolean names(String text, String toolchain) {
    return text.contains("\ntoolchain: " + toolchain + "\n");
  }

  private static boolean isCommand(String line) {
    return line.startsWith("build:") || line.startsWith("test:") || line.startsWith("start:");
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
