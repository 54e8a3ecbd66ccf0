package dev.cambrian.core.disk;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that owns a temporary directory, has swept, tells its path and lives until its input
 * ends.
 */
final class Owner {
  private Owner() {}

  /**
   * @param args the parent and the prefix
   */
  public static void main(String[] args) throws Exception {
    TemporaryDirectory mine =
        TemporaryDirectory.create(Path.of(args[0]), args[1], Files::deleteIfExists);
    while (!Files.exists(mine.path().resolve(".owner.lock"))) {
      Thread.onSpinWait();
    }
    TemporaryDirectory.sweep(
        Path.of(args[0]), args[1], Files.getOwner(mine.path()), Files::deleteIfExists);
    Files.writeString(mine.path().resolve("kept"), "x");
    System.out.println(mine.path());
    System.in.read();
  }
}
