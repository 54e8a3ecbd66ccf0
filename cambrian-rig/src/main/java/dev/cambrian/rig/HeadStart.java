package dev.cambrian.rig;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.artifact.ManifestException;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.ReportCodec;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a verification needs, got ready on other threads while a program is still reading its
 * command line, which takes as long: trying the sandbox, loading what reads and writes JSON,
 * finding the toolchain's programs. Nothing depends on its end, and what goes wrong in it will go
 * wrong again where it can be told.
 */
public final class HeadStart {
  private static final String SPEC = "--spec";

  private HeadStart() {}

  /** Begins for the command {@code rig} with these arguments and returns at once. */
  public static void begin(String... arguments) {
    List<String> given = List.of(arguments);
    Thread.ofPlatform().daemon().name("cambrian-rig-sandbox").start(Bubblewrap::detected);
    Thread.ofPlatform()
        .daemon()
        .name("cambrian-rig-codecs")
        .start(
            () -> {
              loadCodecs();
              findPrograms(given);
            });
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

  /** They are remembered where they were found. */
  private static void findPrograms(List<String> given) {
    int option = given.indexOf(SPEC);
    if (option < 0 || option + 1 == given.size()) {
      return;
    }
    try {
      Toolbox _ = Toolbox.of(Specs.read(Path.of(given.get(option + 1))));
    } catch (CambrianException | InvalidPathException later) {
      // The command itself will meet it and tell.
      return;
    }
  }
}
