package dev.cambrian.core.llm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Small rules for text that every provider shares. */
final class Texts {
  /** The most that any provider may answer, in bytes. */
  static final int MAX_ANSWER = 64 << 20;

  private Texts() {}

  /** Strict, so that a broken byte never reaches an artifact as a replacement character. */
  static String utf8(byte[] bytes) throws CharacterCodingException {
    return utf8(ByteBuffer.wrap(bytes));
  }

  static String utf8(ByteBuffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  /** On one line of at most 300 characters, without control characters. */
  static String oneLine(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= 300 ? line : line.substring(0, 299) + "…";
  }

  /** Why a file could not be used, in a few words and without the name of a Java class. */
  static String reason(IOException failed) {
    return switch (failed) {
      case NoSuchFileException e -> "there is no such file or directory";
      case AccessDeniedException e -> "permission denied";
      case FileSystemException e ->
          oneLine(Objects.requireNonNullElse(e.getReason(), "in the way: " + e.getFile()));
      default ->
          oneLine(Objects.requireNonNullElse(failed.getMessage(), "the reason is not known"));
    };
  }

  /** The last line that is not blank, as {@link #oneLine}; empty where there is none. */
  static String lastLine(String text) {
    String last = text.stripTrailing();
    return oneLine(last.substring(last.lastIndexOf('\n') + 1));
  }
}
