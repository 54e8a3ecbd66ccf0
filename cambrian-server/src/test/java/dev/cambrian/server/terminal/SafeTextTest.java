package dev.cambrian.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class SafeTextTest {

  @Test
  void escapes_become_visible() {
    assertThat(SafeText.line("\u001b[31mred\u0007\u009b2J\u007f"))
        .isEqualTo("\\x1b[31mred\\x07\\x9b2J\\x7f");
  }

  @Test
  void reversing_and_invisible_characters_become_visible() {
    assertThat(SafeText.line("a\u202Eb\u200Bc\u2066d\u2028e\uFEFF"))
        .isEqualTo("a\\u202eb\\u200bc\\u2066d\\u2028e\\ufeff");
  }

  @Test
  void a_stray_surrogate_and_an_invisible_tag_become_visible() {
    assertThat(SafeText.line("x\uD800y\uDB40\uDC41")).isEqualTo("x\\ud800y\\udb40\\udc41");
  }

  @Test
  void honest_text_stays_as_it_is() {
    String text = "Grüße, İstanbul, 日本語, 🦠, \"quotes\" & <tags> \\n";

    assertThat(SafeText.line(text)).isSameAs(text);
  }

  @Test
  void a_block_keeps_its_lines_and_a_line_does_not() {
    assertThat(SafeText.block("a\tb\r\nc\rd\n")).isEqualTo("a\tb\r\nc\\rd\n");
    assertThat(SafeText.line("a\tb\r\nc\n")).isEqualTo("a\\tb\\r\\nc\\n");
  }

  @Property
  void a_line_never_holds_what_could_act_on_a_screen(@ForAll String text) {
    assertThat(SafeText.line(text).codePoints())
        .allMatch(
            c ->
                c >= ' '
                    && !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT
                    && Character.getType(c) != Character.SURROGATE);
  }
}
