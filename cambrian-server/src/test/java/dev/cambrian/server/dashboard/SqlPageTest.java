package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.view.Cookbook;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class SqlPageTest {
  private static final String ENDLESS =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

  @TempDir private Path directory;

  private static HttpResponse<String> ask(Site site, String sql) {
    return site.get(SqlPage.address(sql));
  }

  @Test
  void a_query_in_the_address_has_its_answer_on_the_page() throws Exception {
    try (Site site = Site.in(directory)) {
      site.judged(GrownArtifact.of(1, "viable"));

      HttpResponse<String> answer =
          ask(site, "SELECT generation, outcome, '<b>' AS b, NULL AS n FROM generation");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("1 row in", "href=\"/ui/generations/1\"", "tested", "&lt;b&gt;")
          .doesNotContain("<b>");
      String asked = URLEncoder.encode("SELECT generation, viable FROM generation", UTF_8);
      HttpResponse<String> csv = site.get("/ui/sql/result.csv?q=" + asked);
      assertThat(csv.body()).isEqualTo("generation,viable\r\n1,1\r\n");
      assertThat(csv.headers().firstValue("content-type")).contains("text/csv;charset=utf-8");
      assertThat(csv.headers().firstValue("content-disposition").orElse(""))
          .startsWith("attachment");
      assertThat(Json.write(Json.parse(site.get("/ui/sql/result.json?q=" + asked).body())))
          .isEqualTo("[{\"generation\":1,\"viable\":1}]");
    }
  }

  @Test
  void it_explains_the_views_and_has_the_cookbook_at_hand() {
    try (Site site = Site.in(directory)) {
      HttpResponse<String> page = site.get("/ui/sql");

      assertThat(page.body()).contains("id=\"view-llm_exchange\"", "why it was rolled back");
      for (Cookbook.Recipe recipe : Cookbook.recipes()) {
        assertThat(page.body()).contains(recipe.question());
        assertThat(ask(site, recipe.sql()).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void nothing_can_be_changed_and_no_other_file_reached() throws Exception {
    try (Site site = Site.in(directory)) {
      site.judged(GrownArtifact.of(1, "viable"));
      long head = site.supervisor().history().headPosition();
      Path other = directory.resolve("other.db");

      for (String sql :
          new String[] {
            "INSERT INTO blob VALUES ('a', 1, 'a')",
            "WITH x AS (SELECT 1) INSERT INTO projected_stage SELECT 1,1,'a','a',1,1,NULL,NULL,'a' FROM x",
            "WITH x AS (SELECT 1) DELETE FROM projected_generation",
            "DELETE FROM projected_generation",
            "UPDATE projected_generation SET viable = 0",
            "DROP VIEW generation",
            "ATTACH '%s' AS other".formatted(other),
            "SELECT 1; ATTACH '%s' AS other".formatted(other),
            "PRAGMA query_only = OFF",
            "PRAGMA writable_schema = 1",
            "VACUUM INTO '%s'".formatted(other),
            "SELECT load_extension('x')",
            "SELECT writefile('%s', 'x')".formatted(other),
            "SELECT readfile('/etc/passwd')"
          }) {
        HttpResponse<String> answer = ask(site, sql);
        assertThat(answer.statusCode()).as(sql).isEqualTo(400);
        assertThat(answer.body()).contains("role=\"alert\"", "Cookbook");
        assertThat(site.get("/ui/sql/result.csv?q=" + URLEncoder.encode(sql, UTF_8)).statusCode())
            .isEqualTo(400);
      }

      assertThat(other).doesNotExist();
      assertThat(site.supervisor().history().headPosition()).isEqualTo(head);
      assertThat(ask(site, "SELECT viable FROM generation").body()).contains("1 row in");
      assertThat(site.post("/ui/sql", "q=SELECT+1").statusCode()).isIn(404, 405);
    }
  }

  @Test
  void errors_are_told_in_plain_words_and_the_query_stays() {
    try (Site site = Site.in(directory)) {
      assertThat(ask(site, "SELECT * FROM generations").body())
          .contains("There is no table or view of that name", "SELECT * FROM generations</text");
      assertThat(ask(site, "SELECT generatoin FROM generation").body())
          .contains("There is no column of that name");
      assertThat(ask(site, "SELEC 1").body()).contains("Is the first word spelt right?");
      assertThat(ask(site, "SELECT (1").body()).contains("It ends too early");
      assertThat(SqlPage.plain("[SQLITE_AUTH] not authorized")).contains("That is closed here");
      assertThat(ask(site, "SELECT FROM WHERE").body()).contains("cannot read this as SQL");
      assertThat(ask(site, "DELETE FROM event").body()).contains("Nothing can be changed here");
      assertThat(ask(site, "SELECT '" + "x".repeat(8_000) + "'").statusCode()).isEqualTo(400);
      assertThat(site.get("/ui/sql?q=SELECT+1&q=SELECT+2").statusCode()).isEqualTo(400);
      assertThat(site.get("/ui/sql/result.csv").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void time_and_rows_are_bounded() {
    try (Site site = Site.in(directory)) {
      long begin = System.nanoTime();
      assertThat(ask(site, ENDLESS).body()).contains("It was stopped after 5 seconds");
      assertThat((System.nanoTime() - begin) / 1_000_000).isLessThan(15_000);

      String many =
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT i FROM n";
      assertThat(ask(site, many).body()).contains("1,000 rows in", "There is more");
    }
  }

  @Test
  void one_row_is_bounded_too() {
    try (Site site = Site.in(directory)) {
      assertThat(ask(site, "SELECT length(printf('%.*c', 60000000, 'x'))").body())
          .contains("One value is larger than this page takes");

      String wide = "SELECT " + repeated("printf('%.*c', 900000, 'x')", 30);
      assertThat(ask(site, wide).body()).contains("one row is more than 4,000,000 characters");
      assertThat(csv(site, wide).statusCode()).isEqualTo(400);

      assertThat(ask(site, "SELECT " + repeated("1", 101)).statusCode()).isEqualTo(400);
      String named = "SELECT * FROM (SELECT 1 AS \"%s\")".formatted("n".repeat(4_000));
      assertThat(ask(site, named.replace("*", repeated("*", 3))).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void all_cells_together_are_bounded() {
    try (Site site = Site.in(directory)) {
      String many =
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT %s FROM n"
              .formatted(repeated("i", 100));

      assertThat(ask(site, many).body()).contains("500 rows in", "There is more");
      assertThat(csv(site, many).body().lines()).hasSize(501);
    }
  }

  private static String repeated(String column, int times) {
    return String.join(",", Collections.nCopies(times, column));
  }

  private static HttpResponse<String> csv(Site site, String sql) {
    return site.get("/ui/sql/result.csv?q=" + URLEncoder.encode(sql, UTF_8));
  }

  @Test
  void no_text_of_a_download_is_a_formula_to_a_spreadsheet() {
    try (Site site = Site.in(directory)) {
      String sql = "SELECT '=HYPERLINK(1)' AS \"@a\", '  +1' AS b, -1 AS c, 'x=1' AS d, '-' AS e";

      assertThat(csv(site, sql).body())
          .isEqualTo("'@a,b,c,d,e\r\n'=HYPERLINK(1),'  +1,-1,x=1,'-\r\n");
      assertThat(ask(site, sql).body()).contains("In the CSV");
    }
  }
}
