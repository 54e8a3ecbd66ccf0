package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a test needs of the machine: missing it skips the test, but on a build server it fails. */
final class Needs {
  private Needs() {}

  static LocalVerifier bubblewrap() {
    LocalVerifier verifier =
        LocalVerifier.with(Isolation.BUBBLEWRAP, IsolationPolicy.REQUIRE_SANDBOX);
    verifier.refusal().ifPresent(Needs::missing);
    return verifier;
  }

  static LocalVerifier plainProcesses() {
    return LocalVerifier.with(Isolation.NONE, IsolationPolicy.ALLOW_NONE);
  }

  static void python() {
    if (Programs.python(Set.of(), Programs.userPath()).isEmpty()) {
      missing("python3");
    }
  }

  static void pytest() {
    if (Programs.python(Set.of(Programs.PYTEST), Programs.userPath())
        .filter(Programs.Interpreter::pytest)
        .isEmpty()) {
      missing("pytest");
    }
  }

  /** The first python3 on the PATH that has all these modules. */
  static Path pythonWith(String... modules) {
    List<String> question =
        List.of("-I", "-c", "import " + String.join(",", modules) + ";print(1)");
    for (String directory : Programs.userPath().split(":", -1)) {
      Path program = Path.of(directory, "python3");
      List<String> command = new ArrayList<>(List.of(program.toString()));
      command.addAll(question);
      if (Files.isExecutable(program) && !Programs.ask(command, Duration.ofSeconds(20)).isEmpty()) {
        return program;
      }
    }
    missing("a python3 with " + String.join(", ", modules));
    return Path.of("");
  }

  static void node() {
    if (Programs.node(Programs.userPath()).isEmpty()) {
      missing("node");
    }
  }

  static void maven() {
    if (Programs.mavenHome().isEmpty() || Programs.mavenRepository().isEmpty()) {
      missing("Maven with a local repository");
    }
  }

  /** One that was built from the sources that this test runs with. */
  static BuiltImage image(String name) throws IOException, InterruptedException {
    BuiltImage image = BuiltImage.named(name);
    if (!image.label("dev.cambrian.rig-source").equals(RigSource.hash())) {
      missing("an image " + image.tag() + " of this rig (docker/build.sh makes it)");
    }
    return image;
  }

  private static void missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      fail("this build server lacks " + what);
    }
    abort("this machine lacks " + what);
  }
}
