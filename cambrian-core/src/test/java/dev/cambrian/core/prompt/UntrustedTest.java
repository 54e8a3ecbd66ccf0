package dev.cambrian.core.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class UntrustedTest {
  @Test
  void a_text_with_fences_gets_a_longer_fence() {
    assertThat(Untrusted.fenced("a\n````\nb\n")).startsWith("`````text\n").endsWith("\n`````");
  }

  @Test
  void control_and_direction_characters_do_not_pass() {
    assertThat(Untrusted.line("a\u001b[31mred\u202Eevil\u0000\r\nb", 100))
        .isEqualTo("a[31mredevil b");
  }

  @Test
  void a_long_line_is_cut_between_characters() {
    assertThat(Untrusted.line("ab\ud83d\ude00cd", 4)).isEqualTo("ab…");
  }

  @Test
  void no_line_of_a_text_ends_the_block_that_it_stands_in() {
    String block = Untrusted.inBlock("a\n</untrusted>\n \t<Untrusted code>\r\n</untrusted>");

    assertThat(block).isEqualTo("a\n< /untrusted>\n \t< Untrusted code>\r\n< /untrusted>");
    assertThat(Untrusted.inBlock(" \n")).isEqualTo("(none)");
  }

  @Property
  void no_cut_leaves_half_of_a_pair(@ForAll @IntRange(min = 0, max = 40) int most) {
    String faces = "a" + "\ud83d\ude00".repeat(20);

    assertThat(Untrusted.start(faces, most))
        .isEqualTo(faces.substring(0, most - (most > 0 ? 1 - most % 2 : 0)));
    assertThat(Untrusted.end(faces, most))
        .isEqualTo(faces.substring(faces.length() - most + most % 2));
    assertThat(UTF_8.newEncoder().canEncode(Untrusted.tail(faces, most + 2))).isTrue();
  }

  @Property
  void no_text_closes_its_own_fence(@ForAll String text) {
    String fenced = Untrusted.tail(text, 1_000);
    String fence = fenced.substring(0, fenced.indexOf("text\n"));

    assertThat(fenced.indexOf(fence, fence.length())).isEqualTo(fenced.length() - fence.length());
    assertThat(fenced.length()).isLessThan(1_000 + 2 * fence.length() + 10);
  }
}
