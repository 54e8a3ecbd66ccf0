package dev.cambrian.rig;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How much code there is: files with the toolchain's extensions, the spec copy and the manifest
 * left out. A test is told by its directory or its name.
 */
record SourceStats(long sourceFiles, long sourceLines, long testFiles, long testLines) {
  private static final Pattern TEST =
      Pattern.compile(
          "(?:.*/)?(?:tests?|__tests__)/.*"
              + "|(?:.*/)?(?:test_[^/]*|[^/]*_test)\\.py"
              + "|(?:.*/)?(?:[^/]*(?:Test|Tests|IT))\\.java"
              + "|(?:.*/)?(?:[^/]*[.-](?:test|spec)|test(?:-[^/]*)?)\\.[cm]?js");

  static SourceStats of(Map<String, byte[]> contents, String specCopy, List<String> extensions) {
    long[] counts = new long[4];
    contents.forEach(
        (path, content) -> {
          if (!path.equals(specCopy) && extensions.stream().anyMatch(path::endsWith)) {
            int at = TEST.matcher(path).matches() ? 2 : 0;
            counts[at]++;
            counts[at + 1] += lines(content);
          }
        });
    return new SourceStats(counts[0], counts[1], counts[2], counts[3]);
  }

  private static long lines(byte[] content) {
    long lines = 0;
    for (byte b : content) {
      if (b == '\n') {
        lines++;
      }
    }
    return content.length > 0 && content[content.length - 1] != '\n' ? lines + 1 : lines;
  }
}
