package dev.cambrian.server.cli;

import dev.cambrian.rig.IsolationPolicy;
import picocli.CommandLine.Option;

/** How far a verification is repeated, and what it may do without. */
final class JudgingOptions {
  @Option(
      names = "--infrastructure-retries",
      converter = Values.InfrastructureRetries.class,
      paramLabel = "N",
      defaultValue = "2",
      description =
          "New verifications, 1 s and 5 s later, of an artifact that got no verdict for no fault of its own, 0 to 10; 2 by default.")
  private int infrastructureRetries;

  @Option(
      names = "--unsafe-no-sandbox",
      description = "Run generated code unprotected where there is no sandbox.")
  private boolean unsafeNoSandbox;

  int infrastructureRetries() {
    return infrastructureRetries;
  }

  /**
   * What an artifact may run without.
   *
   * @param known whether it is only what ships with the project
   */
  IsolationPolicy policy(boolean known) {
    return unsafeNoSandbox || known ? IsolationPolicy.ALLOW_NONE : IsolationPolicy.REQUIRE_SANDBOX;
  }
}
