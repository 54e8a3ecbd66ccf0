package dev.cambrian.server.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** What axe-core finds on a page that shuts somebody out. */
final class Axe {
  private static final String SCRIPT = script();

  private static final String RUN =
      """
      async () => {
        const found = await axe.run(document, { resultTypes: ["violations"] });
        return found.violations
          .filter((it) => it.impact === "serious" || it.impact === "critical")
          .flatMap((it) => it.nodes.slice(0, 3).map((node) =>
            `${it.id} (${it.impact}): ${node.html.slice(0, 200)} ${node.failureSummary.replace(/\\s+/g, " ").slice(0, 300)}`));
      }
      """;

  private Axe() {}

  /** Its serious and critical faults. */
  @SuppressWarnings("unchecked")
  static List<String> faults(Page page) {
    Object _ = page.evaluate(SCRIPT);
    return (List<String>) page.evaluate(RUN);
  }

  private static String script() {
    try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new IllegalStateException("axe-core is not on the test's class path");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
