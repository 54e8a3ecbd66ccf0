package dev.cambrian.server.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What was measured on.
 *
 * @param fileSystem below the measured files
 * @param load of the last minute before it began; negative where unknown
 */
record Machine(int cores, String java, String system, String fileSystem, double load) {

  static Machine at(Path directory) {
    try {
      return new Machine(
          Runtime.getRuntime().availableProcessors(),
          "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")),
          "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
          Files.getFileStore(directory).type(),
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    } catch (IOException e) {
      throw new BenchException(
          "the file system of %s cannot be told (%s)".formatted(directory, e.getMessage()), e);
    }
  }

  /** Whether what is written there reaches a disk. */
  boolean durable() {
    return !fileSystem.equals("tmpfs") && !fileSystem.equals("ramfs");
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%d cores (load %.1f), %s, Java %s, %s%s",
        cores,
        load,
        system,
        java,
        fileSystem,
        durable() ? "" : ": no disk, so nothing here is durable; name one with --dir");
  }
}
