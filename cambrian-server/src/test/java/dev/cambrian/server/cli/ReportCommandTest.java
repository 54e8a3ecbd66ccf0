package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.view.Grown;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of a home in which generation 1 failed with hostile output and 2 was promoted. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ReportCommandTest {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)\\b(?:href|src|srcset|action|data|poster|background)\\s*=\\s*\"([^\"]*)\"");

  @TempDir Path directory;
  private Path home = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void grow() {
    home = GrownHome.at(directory.resolve("home")).directory();
    file = directory.resolve("report.html");
  }

  static Stream<List<String>> reports() {
    return Stream.of(List.of("--generation", "1"), List.of("--lineage", "2"), List.of());
  }

  private Run report(List<String> what, String... more) {
    List<String> arguments = new ArrayList<>(List.of("report"));
    arguments.addAll(what);
    arguments.addAll(List.of(more));
    return Run.in(home, arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void a_report_asks_for_nothing_and_runs_nothing(List<String> what)
      throws IOException, NoSuchAlgorithmException {
    Run run = report(what, "-o", file.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    String html = Files.readString(file);
    assertThat(run.out()).startsWith("Wrote the report of ").contains(file.toString());
    Matcher addresses = ADDRESS.matcher(html);
    while (addresses.find()) {
      assertThat(addresses.group(1)).matches("#generation-[12]|data:,");
    }
    assertThat(html)
        .startsWith("<!doctype html>")
        .endsWith("</html>\n")
        .doesNotContainIgnoringCase(
            "<script", "<iframe", "<object", "<embed", "<base", "<form", "<input type=\"image")
        .doesNotContain("hx-", "sse-", "url(", "@import", "style=", "/ui/", "/generations/")
        .doesNotContainPattern("(?i)\\son[a-z]+\\s*=\\s*\"")
        .doesNotContain("\u001b", "\u202e", "\u0007");
    assertThat(styleHash(html)).isEqualTo(policyHash(html));
  }

  private static String styleHash(String html) throws NoSuchAlgorithmException {
    String style =
        html.substring(html.indexOf("<style>") + "<style>".length(), html.indexOf("</style>"));
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
  }

  private static String policyHash(String html) {
    Matcher policy =
        Pattern.compile(
                "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'sha256-([^']+)'")
            .matcher(html.replace("&#39;", "'"));
    assertThat(policy.find()).isTrue();
    return policy.group(1);
  }

  @Test
  void that_of_a_generation_holds_what_its_page_does() throws IOException {
    report(List.of("--generation", "1"), "-o", file.toString());

    assertThat(Files.readString(file))
        .contains(
            "Generation 1 failed at test: 1 of 2 tests failed; beyond it 1 of 1 spec vector failed.")
        .contains("test_app.\\x1b[2J\\u202eevil\\x07", "test_app.py:7")
        .contains("built 1\\x1b[2J")
        .contains("What was said in exchange 1", "&lt;file path=\"app.py\"&gt;")
        .contains("<dt>Viability report</dt><dd class=\"mono\">sha256:");
  }

  @Test
  void that_of_a_lineage_draws_it_and_tells_of_each() throws IOException {
    assertThat(report(List.of(), "-o", file.toString()).out())
        .startsWith("Wrote the report of the lineage of generation 2 to ");

    assertThat(Files.readString(file))
        .contains("<h1>Lineage of generation 2</h1>")
        .contains("1 generation: 1 promoted.")
        .contains("<a href=\"#generation-2\">2</a>", "<h2 id=\"generation-2\">");
  }

  @Test
  void tokens_that_nobody_told_are_unknown_in_that_of_a_lineage_and_no_zero() throws IOException {
    Path other = directory.resolve("untold");
    try (History history = History.open(new CambrianHome(other).prepare().history())) {
      Grown grown = new Grown(history);
      String spec = grown.spec("Echo");
      Grown _ =
          grown
              .started(1, 0, spec)
              .answeredUntold(1, Optional.empty())
              .lives(1, Grown.ORGANISM)
              .answered(1, "replay", 0, Grown.ORGANISM)
              .started(2, 1, Grown.ORGANISM, spec, "a-model");
    }

    Run run = Run.in(other, "report", "--lineage", "1", "-o", file.toString());

    assertThat(run.err()).isEmpty();
    String html = Files.readString(file);
    String table = html.substring(html.indexOf("<tbody>"), html.indexOf("</tbody>"));
    assertThat(table.split("</tr>", -1)[0]).contains("<td class=\"number\">unknown</td>");
    assertThat(table.split("</tr>", -1)[1]).contains("<td class=\"number\">1,200</td>");
    assertThat(table).contains("<td class=\"number\">$0</td>").doesNotContain("\">0</td>");
  }

  @Test
  void a_dash_is_the_standard_output_and_nothing_else_is_written_there() {
    Run run = report(List.of("--generation", "2"), "-o", "-");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).startsWith("<!doctype html>").endsWith("</html>\n");
  }

  @Test
  void a_file_is_replaced_only_by_force() throws IOException {
    Files.writeString(file, "mine");

    Run refused = report(List.of("--generation", "1"), "-o", file.toString());

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("exists already").contains("--force");
    assertThat(file).hasContent("mine");
    assertThat(report(List.of("--generation", "1"), "-o", file.toString(), "--force").exit())
        .isZero();
    assertThat(Files.readString(file)).startsWith("<!doctype html>");
  }

  @Test
  void what_cannot_be_told_of_leaves_no_file() throws IOException {
    Run unknown = report(List.of("--generation", "9"), "-o", file.toString());
    Run both = report(List.of("--generation", "1", "--lineage", "1"), "-o", file.toString());
    Run nowhere =
        report(List.of("--generation", "1"), "-o", directory.resolve("no/where").toString());

    assertThat(List.of(unknown.exit(), both.exit(), nowhere.exit())).containsOnly(2);
    assertThat(unknown.err()).contains("there is no generation 9").contains("cambrian log");
    assertThat(both.err()).contains("give one of them");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(home);
    }
  }
}
