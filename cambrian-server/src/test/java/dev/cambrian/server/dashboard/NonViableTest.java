package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.supervisor.GrownArtifact;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What failed looks so, although nobody has rolled it back yet. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class NonViableTest {
  @TempDir Path directory;
  private Site server;

  @BeforeEach
  void judge() throws InterruptedException {
    server = Site.in(directory);
    server.judged(GrownArtifact.of(1, "viable"));
    server.judged(GrownArtifact.of(2, "non-viable").withParent(1));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void it_is_red_and_what_waits_for_its_promotion_is_not() {
    assertThat(server.page("/ui/generations/2"))
        .contains("class=\"lead verdict failed untrusted\"", "<dd>not viable")
        .doesNotContain("verdict tested");
    assertThat(server.page("/ui/generations/1"))
        .contains("class=\"lead verdict tested untrusted\"", "viable, not promoted yet");
    assertThat(server.page("/")).contains("not viable <span class=\"quiet\">at test</span>");
    assertThat(server.page("/ui/lineage"))
        .contains("not viable <span class=\"quiet\">at test</span>");
  }

  @Test
  void it_can_be_rolled_back_and_does_not_run() {
    assertThat(server.page("/ui/generations/2"))
        .contains("Roll back …", "not closed yet")
        .doesNotContain("Stop …");
    assertThat(server.page("/ui/lineage"))
        .contains("<td class=\"number\">not closed yet</td>")
        .doesNotContain(">runs</time>");
  }

  @Test
  void what_changed_since_its_parent_of_the_same_spec_stands_with_what_failed() {
    assertThat(server.page("/ui/generations/2"))
        .contains("Changed since generation 1", "app.py:1", "<del>print(1)</del>")
        .contains("<ins>print(2)</ins>");
    assertThat(server.page("/ui/generations/1")).doesNotContain("Changed since");
  }

  @Test
  void so_little_that_it_stands_below_the_verdict_is_not_told_twice() {
    assertThat(server.page("/ui/generations/2"))
        .containsSubsequence(
            "class=\"lead verdict", "Changed since generation 1", "<dt>Outcome", "What failed")
        .containsOnlyOnce("Changed since generation 1");
  }

  @Test
  void it_is_offered_with_its_parent_to_be_compared() {
    assertThat(server.page("/ui/compare"))
        .contains("/ui/compare/1/2", "not viable, with its parent");
  }

  @Test
  void that_its_records_agree_says_nothing_of_the_verdict() {
    assertThat(server.page("/ui/generations/2/verification"))
        .contains("Integrity of generation 2", "whether it is viable is another matter")
        .doesNotContain("verdict promoted");
  }

  @Test
  void a_generation_that_there_is_not_leads_to_the_lineage() {
    assertThat(server.shown("/ui/generations/99").refused(404).html())
        .contains("there is no generation 99; the lineage shows", "<a href=\"/ui/lineage\">")
        .doesNotContain("GET /versions");
    assertThat(server.shown("/ui/lineage?at=99").refused(404).html())
        .contains("there is no generation 99; the lineage shows");
    assertThat(server.shown("/ui/lineage?at=1&outcome=failed").refused(404).html())
        .contains("generation 1 is not among these");
  }
}
