package dev.cambrian.rig;

import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ViabilityReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The report on disk: whole under its name or not there at all. */
final class ReportFile {
  private ReportFile() {}

  /** Whether a file of that name would be in the artifact. */
  static boolean isInside(Path file, Path artifact) throws IOException {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent != null && parent.toRealPath().startsWith(artifact.toRealPath());
  }

  /**
   * Writes it.
   *
   * @throws InfrastructureException where that is not possible
   */
  static void write(Path file, ViabilityReport report) {
    Path target = file.toAbsolutePath();
    try {
      Path temporary = Files.createTempFile(target.getParent(), ".viability-report", ".tmp");
      try {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
          ByteBuffer left =
              ByteBuffer.wrap(ReportCodec.encode(report).getBytes(StandardCharsets.UTF_8));
          while (left.hasRemaining()) {
            channel.write(left);
          }
          channel.force(true);
        }
        Files.setPosixFilePermissions(
            temporary, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new InfrastructureException(
          "cannot write the report to " + file + "; choose another place with --report", e);
    }
  }
}
