package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class LinksTest {
  @Test
  void every_segment_of_a_path_is_encoded_by_itself() {
    assertThat(Links.SERVED.file(3, "src/a b?#%.py", 7))
        .contains("/ui/generations/3/files/src/a%20b%3F%23%25.py#L7");
    assertThat(Links.SERVED.file(3, "...", 0)).contains("/ui/generations/3/files/...");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a/../b.py", "./a.py", "a/."})
  void a_path_of_which_a_browser_would_take_segments_away_leads_nowhere(String path) {
    assertThat(Links.SERVED.file(3, path, 0)).isEmpty();
  }

  @Test
  void within_a_file_only_what_it_tells_of_is_linked() {
    Links links = Links.within(Set.of(1, 2));

    assertThat(links.generation(2)).contains("#generation-2");
    assertThat(links.generation(3)).isEmpty();
    assertThat(links.file(1, "app.py", 0)).isEmpty();
  }
}
