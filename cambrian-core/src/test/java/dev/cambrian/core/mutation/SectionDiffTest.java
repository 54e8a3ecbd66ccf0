package dev.cambrian.core.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.mutation.SectionDiff.Change;
import dev.cambrian.core.mutation.SectionDiff.Status;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SectionDiffTest {

  private static List<String> diff(String before, String after) {
    return SectionDiff.of(sections(before), sections(after)).changes().stream()
        .map(it -> it.status().id() + " " + it.section().id())
        .toList();
  }

  private static Sections sections(String text) {
    return Sections.of(text.getBytes(UTF_8)).orElseThrow();
  }

  @Test
  void every_section_is_unchanged_changed_added_or_removed() {
    assertThat(diff("# A\na\n# B\nb\n# C\nc\n# E\ne\n", "# A\na\n# B\nother\n# D\nd\n# E\ne\n"))
        .containsExactly("unchanged a", "changed b", "removed c", "added d", "unchanged e");
    assertThat(diff("# A\n", "# B\n")).containsExactly("removed a", "added b");
  }

  @Test
  void a_section_that_was_moved_is_removed_and_added() {
    assertThat(diff("# A\n# B\n# C\n", "# B\n# C\n# A\n"))
        .containsExactly("removed a", "unchanged b", "unchanged c", "added a");
  }

  @Test
  void a_frozen_block_is_marked_even_where_it_was_thawed() {
    SectionDiff diff =
        SectionDiff.of(
            sections("# A\n<!-- BEGIN FROZEN: x -->\ny\n<!-- END FROZEN: x -->\n"),
            sections("# A\n<!-- BEGIN FROZEN: x -->\nz\n<!-- END FROZEN: x -->\n# Frozen x\n"));

    assertThat(diff.changes()).extracting(Change::frozen).containsExactly(false, true, false);
    assertThat(diff.changes().get(1).status()).isEqualTo(Status.CHANGED);
    assertThat(diff.same()).isFalse();
  }

  @Property
  void both_texts_can_be_read_off_a_diff(
      @ForAll("texts") String before, @ForAll("texts") String after) {
    Optional<Sections> one = Sections.of(before.getBytes(UTF_8));
    Optional<Sections> other = Sections.of(after.getBytes(UTF_8));
    if (one.isEmpty() || other.isEmpty()) {
      return;
    }

    SectionDiff diff = SectionDiff.of(one.get(), other.get());

    assertThat(diff.changes().stream().flatMap(it -> it.before().stream()).toList())
        .isEqualTo(one.get().all());
    assertThat(diff.changes().stream().flatMap(it -> it.after().stream()).toList())
        .isEqualTo(other.get().all());
    assertThat(diff.same()).isEqualTo(one.get().text().equals(other.get().text()));
    assertThat(SectionDiff.of(one.get(), one.get()).same()).isTrue();
  }

  @Provide
  Arbitrary<String> texts() {
    return Hostile.text();
  }
}
