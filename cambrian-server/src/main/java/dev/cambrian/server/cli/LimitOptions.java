package dev.cambrian.server.cli;

import dev.cambrian.rig.RigLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long the rig's stages may take, in seconds. */
final class LimitOptions {

  @Option(
      names = "--build-timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description =
          "For the build and the syntax check before it, each, in seconds; ${DEFAULT-VALUE} by default.")
  private double build;

  @Option(
      names = "--test-timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "For the tests, in seconds; ${DEFAULT-VALUE} by default.")
  private double test;

  @Option(
      names = "--start-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "For the program until its health URL answers, in seconds; ${DEFAULT-VALUE} by default.")
  private double start;

  @Option(
      names = "--contract-timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "For one exchange of a contract or vector, body included, in seconds; ${DEFAULT-VALUE} by default.")
  private double contract;

  @Option(
      names = "--stop-timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "For the program to end before it is killed, in seconds; ${DEFAULT-VALUE} by default.")
  private double stop;

  RigLimits limits() {
    return RigLimits.DEFAULT
        .withBuild(duration("--build-timeout", build))
        .withTest(duration("--test-timeout", test))
        .withStart(duration("--start-timeout", start))
        .withContract(duration("--contract-timeout", contract))
        .withStop(duration("--stop-timeout", stop));
  }

  private static Duration duration(String option, double seconds) {
    if (!(seconds >= 0.001 && seconds <= 86_400)) {
      throw CliException.usage(
          "%s is between 0.001 and 86400 seconds, not %s".formatted(option, seconds));
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
