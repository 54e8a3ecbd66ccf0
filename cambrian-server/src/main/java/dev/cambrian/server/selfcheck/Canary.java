package dev.cambrian.server.selfcheck;

import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Verification;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key that is none, planted where a user has real ones: in the environment of the process that
 * holds the rig. It may appear in no byte that comes out of a verification.
 */
record Canary(String key) {
  /** The variables that it is planted in. */
  static final List<String> VARIABLES =
      List.of("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "CAMBRIAN_SELFCHECK_KEY");

  private static final String PREFIX = "sk-ant-selfcheck-";

  static Canary fresh() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return new Canary(PREFIX + HexFormat.of().formatHex(random));
  }

  /** The one of an environment that it was planted in. */
  static Optional<Canary> in(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLES.getLast()))
        .filter(it -> it.startsWith(PREFIX))
        .map(Canary::new);
  }

  void plant(Map<String, String> environment) {
    VARIABLES.forEach(name -> environment.put(name, key));
  }

  /** Whether it is in any byte of that. */
  boolean leakedInto(Verification verification) {
    return switch (verification) {
      case Verification.Judged(var report) -> ReportCodec.encode(report).contains(key);
      case Verification.Aborted(_, var reason) -> reason.contains(key);
    };
  }
}
