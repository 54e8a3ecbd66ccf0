package dev.cambrian.server.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names a home where its path would be a mistake: on what it starts elsewhere, such as containers
 * of a daemon that others use as well. It stays the same when the home is renamed; a copy of the
 * home is another home with another id, so that neither takes the other's things for its own.
 *
 * @param value lower-case hex digits and hyphens, no secret
 */
public record HomeId(String value) {
  private static final String FILE = "home-id";
  private static final int BYTES = 16;
  private static final Pattern STORED = Pattern.compile("[0-9a-f]{" + 2 * BYTES + "}");
  private static final Pattern VALUE = Pattern.compile("[0-9a-f-]{1,64}");

  public HomeId {
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("no id of a home: " + value);
    }
  }

  /**
   * The id of a prepared home, made with the first call.
   *
   * @throws HomeException where it cannot be read or made
   */
  public static HomeId of(CambrianHome home) {
    Path file = home.directory().resolve(FILE);
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      String stored = Files.readString(file, StandardCharsets.US_ASCII).strip();
      if (!STORED.matcher(stored).matches()) {
        throw new HomeException(
            "the file %s does not hold an id of this home; delete it".formatted(file));
      }
      // A copy has the same file, but is another directory.
      long directory = (Long) Files.getAttribute(home.directory(), "unix:ino");
      return new HomeId(stored + "-" + Long.toHexString(directory));
    } catch (IOException | UnsupportedOperationException e) {
      throw new HomeException(
          "cannot keep an id in %s (%s); mend its permissions or name another with --home"
              .formatted(home.directory(), e.getMessage()),
          e);
    }
  }

  /** It has its name once it is whole, and two that make it at once end up with the same. */
  private static void make(Path file) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    Path unnamed = file.resolveSibling("." + FILE + "-" + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(
              Files.createFile(
                  unnamed,
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rw-------"))),
              StandardOpenOption.WRITE)) {
        channel.write(
            ByteBuffer.wrap(
                (HexFormat.of().formatHex(random) + "\n").getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
      }
      Files.createLink(file, unnamed);
    } catch (FileAlreadyExistsException another) {
      // That one counts.
      return;
    } finally {
      Files.deleteIfExists(unnamed);
    }
  }
}
