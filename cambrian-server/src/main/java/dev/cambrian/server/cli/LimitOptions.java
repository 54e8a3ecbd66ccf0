package dev.cambrian.server.cli;

import dev.cambrian.rig.RigLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long the rig's stages may take, in seconds. */
final class LimitOptions {

  @Option(
      names = "--build-timeout",
      paramLabel = "SECONDS",
      converter = Values.Seconds.class,
      defaultValue = "300",
      description =
          "For the build and the syntax check before it, each, in seconds; ${DEFAULT-VALUE} by default.")
  private Duration build = Duration.ZERO;

  @Option(
      names = "--test-timeout",
      paramLabel = "SECONDS",
      converter = Values.Seconds.class,
      defaultValue = "120",
      description = "For the tests, in seconds; ${DEFAULT-VALUE} by default.")
  private Duration test = Duration.ZERO;

  @Option(
      names = "--start-timeout",
      paramLabel = "SECONDS",
      converter = Values.Seconds.class,
      defaultValue = "30",
      description =
          "For the program until its health URL answers, in seconds; ${DEFAULT-VALUE} by default.")
  private Duration start = Duration.ZERO;

  @Option(
      names = "--contract-timeout",
      paramLabel = "SECONDS",
      converter = Values.Seconds.class,
      defaultValue = "10",
      description =
          "For one exchange of a contract or vector, body included, in seconds; ${DEFAULT-VALUE} by default.")
  private Duration contract = Duration.ZERO;

  @Option(
      names = "--stop-timeout",
      paramLabel = "SECONDS",
      converter = Values.Seconds.class,
      defaultValue = "5",
      description =
          "For the program to end before it is killed, in seconds; ${DEFAULT-VALUE} by default.")
  private Duration stop = Duration.ZERO;

  RigLimits limits() {
    return RigLimits.DEFAULT
        .withBuild(build)
        .withTest(test)
        .withStart(start)
        .withContract(contract)
        .withStop(stop);
  }
}
