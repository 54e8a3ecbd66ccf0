package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

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

  private static void missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      fail("this build server lacks " + what);
    }
    abort("this machine lacks " + what);
  }
}
