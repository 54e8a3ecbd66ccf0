package dev.cambrian.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Pictures of what the tests see, for the README: {@code .ci/screenshots}. They are kept where
 * {@code -Dcambrian.screenshots=DIR} names a directory, and must be small anyway.
 */
final class Gallery {
  private static final int MOST_BYTES = 150 * 1024;

  private Gallery() {}

  /** What is seen without scrolling. */
  static void take(Visit visit, String name) {
    byte[] picture = visit.page.screenshot(new Page.ScreenshotOptions().setFullPage(false));
    assertThat(picture.length).as("bytes of the picture " + name).isLessThan(MOST_BYTES);
    Optional.ofNullable(System.getProperty("cambrian.screenshots"))
        .filter(it -> !it.isBlank())
        .map(it -> Path.of(System.getProperty("cambrian.root")).resolve(it))
        .ifPresent(directory -> keep(directory, name, picture));
  }

  private static void keep(Path directory, String name, byte[] picture) {
    try {
      Files.write(Files.createDirectories(directory).resolve(name + ".png"), picture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
