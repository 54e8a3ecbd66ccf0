package dev.cambrian.rig;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Files as a tar that depends on their paths and contents alone: ascending by path, regular files
 * of mode 0644, owner 0, time 0 of the epoch. POSIX.1-2001 (pax) where a path is too long for
 * ustar.
 */
final class ArtifactTar {
  private static final int MODE = 0100644;

  private ArtifactTar() {}

  static byte[] of(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), TarConstants.LF_NORMAL);
        entry.setSize(file.getValue().length);
        entry.setMode(MODE);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Reads one.
   *
   * @throws IOException where it is no tar, or holds anything but regular files, or one twice
   */
  static NavigableMap<String, byte[]> read(byte[] tar) throws IOException {
    NavigableMap<String, byte[]> files = new TreeMap<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(tar), StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink() || entry.isSparse()) {
          throw new IOException("not a regular file: " + Text.oneLine(entry.getName()));
        }
        if (files.put(entry.getName(), in.readAllBytes()) != null) {
          throw new IOException("twice: " + Text.oneLine(entry.getName()));
        }
      }
    }
    return files;
  }
}
