package dev.cambrian.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class FormatTest {
  private static final String HASH = "sha256:0123456789abcdef" + "0".repeat(48);

  @Test
  void of_a_sum_it_is_said_how_much_is_known() {
    assertThat(Format.count(12_345, true)).isEqualTo("12,345");
    assertThat(Format.count(12_345, false)).isEqualTo("at least 12,345");
    assertThat(Format.count(0, false)).isEqualTo("unknown");
    assertThat(Format.count(0, true)).isEqualTo("0");
    assertThat(Format.count(345, false, OptionalLong.of(12_345))).isEqualTo("~12,345");
    assertThat(Format.count(345, true, OptionalLong.of(12_345))).isEqualTo("345");
    assertThat(Format.count(345, false, OptionalLong.empty())).isEqualTo("at least 345");
    assertThat(Format.cost(120_000, true)).isEqualTo("$0.1200");
    assertThat(Format.cost(120_000, false)).isEqualTo("at least $0.1200");
    assertThat(Format.cost(0, false)).isEqualTo("unknown");
    assertThat(Format.cost(0, true)).isEqualTo("$0");
  }

  @Test
  void a_hash_is_shortened_to_twelve_digits() {
    assertThat(Format.hash(HASH)).isEqualTo("sha256:0123456789ab");
    assertThat(Format.digits(HASH)).isEqualTo("0123456789ab");
    assertThat(Format.hash("sha256:01")).isEqualTo("sha256:01");
    assertThat(Format.digits("01")).isEqualTo("01");
    assertThat(Format.hash("")).isEmpty();
  }
}
