package dev.cambrian.core.spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads specifications. */
public final class Specs {
  /** The most bytes that a spec may have. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  /** The most lines; Markdown with more of them takes the parser more than linear time. */
  public static final int MAX_LINES = 50_000;

  private Specs() {}

  /**
   * Reads and understands a file.
   *
   * @throws SpecException if it is not there, cannot be read or has an error
   */
  public static Spec read(Path file) {
    return specOf(file.toString(), SpecReader.read(fileName(file), bytes(file)));
  }

  /**
   * Understands the bytes of a file of that plain name.
   *
   * @throws SpecException if they have an error
   */
  public static Spec parse(String fileName, byte[] bytes) {
    return specOf(fileName, SpecReader.read(fileName, bytes));
  }

  private static Spec specOf(String file, SpecReader.Outcome outcome) {
    return outcome.spec().orElseThrow(() -> new SpecException(file, outcome.findings()));
  }

  private static String fileName(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }

  /**
   * The bytes of a file, for {@link #parse} and {@link SpecLint#lint}.
   *
   * @throws SpecException if it is not there, is no regular file, is too large or cannot be read
   */
  public static byte[] bytes(Path file) {
    String shown = file.toString();
    if (Files.isDirectory(file)) {
      throw refused(shown, "file-not-regular", "this is a directory; name the Markdown file in it");
    }
    if (!Files.exists(file)) {
      throw refused(
          shown, "file-missing", "there is no such file; give the path of a specification");
    }
    if (!Files.isRegularFile(file)) {
      throw refused(shown, "file-not-regular", "this is no regular file; give a Markdown file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (AccessDeniedException e) {
      throw refused(
          shown, "file-unreadable", "this user may not read the file; change its permissions");
    } catch (IOException e) {
      throw refused(shown, "file-unreadable", "reading failed: " + e.getMessage());
    }
  }

  private static SpecException refused(String shown, String rule, String message) {
    return new SpecException(shown, List.of(new Finding(rule, Severity.ERROR, 0, message)));
  }
}
