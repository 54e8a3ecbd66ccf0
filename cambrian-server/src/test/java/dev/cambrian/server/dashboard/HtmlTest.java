package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class HtmlTest {
  @TempDir private Path directory;

  @Test
  void an_answer_tells_its_length_compressed_or_not() {
    try (Site site = Site.in(directory)) {
      var page = site.get("/ui/sql");

      assertThat(page.headers().firstValueAsLong("Content-Length"))
          .hasValue(page.body().getBytes(UTF_8).length);
      assertThat(page.headers().firstValue("Content-Encoding")).isEmpty();

      var script = site.shown(Assets.path("highlight.js")).ok();

      assertThat(script.header("Content-Encoding")).isEqualTo("gzip");
      assertThat(script.header("Content-Length")).isEqualTo(String.valueOf(script.sent()));
      assertThat(script.sent()).isLessThan(script.html().length());
    }
  }
}
