package dev.cambrian.rig;

import java.time.Duration;

/**
 * What bounds a verification.
 *
 * @param build for the build command and the syntax gate beside it, each
 * @param test for the test command
 * @param start until the health URL answers
 * @param contract for one whole exchange, body included
 * @param stop between asking the program to end and killing it
 * @param outputBytes that a command may write to each of its streams before it is killed
 * @param fileBytes that a single file may grow to
 * @param resources that a command may take
 */
public record RigLimits(
    Duration build,
    Duration test,
    Duration start,
    Duration contract,
    Duration stop,
    long outputBytes,
    long fileBytes,
    ResourceLimits resources) {
  /** 300 s, 120 s, 30 s, 10 s, 5 s, 64 MiB, 2 GiB and the default resources. */
  public static final RigLimits DEFAULT =
      new RigLimits(
          Duration.ofSeconds(300),
          Duration.ofSeconds(120),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          64L << 20,
          2L << 30,
          ResourceLimits.DEFAULT);

  public RigLimits {
    positive("build", build);
    positive("test", test);
    positive("start", start);
    positive("contract", contract);
    positive("stop", stop);
    if (outputBytes < 1 || fileBytes < 1) {
      throw new IllegalArgumentException("a limit in bytes must be at least 1");
    }
  }

  public RigLimits withBuild(Duration limit) {
    return new RigLimits(limit, test, start, contract, stop, outputBytes, fileBytes, resources);
  }

  public RigLimits withTest(Duration limit) {
    return new RigLimits(build, limit, start, contract, stop, outputBytes, fileBytes, resources);
  }

  public RigLimits withStart(Duration limit) {
    return new RigLimits(build, test, limit, contract, stop, outputBytes, fileBytes, resources);
  }

  public RigLimits withContract(Duration limit) {
    return new RigLimits(build, test, start, limit, stop, outputBytes, fileBytes, resources);
  }

  public RigLimits withStop(Duration limit) {
    return new RigLimits(build, test, start, contract, limit, outputBytes, fileBytes, resources);
  }

  public RigLimits withResources(ResourceLimits limit) {
    return new RigLimits(build, test, start, contract, stop, outputBytes, fileBytes, limit);
  }

  private static void positive(String name, Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("the limit " + name + " must be positive");
    }
  }
}
