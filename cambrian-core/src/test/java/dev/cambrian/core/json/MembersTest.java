package dev.cambrian.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.verdict.Stage;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MembersTest {
  private static Members members(String json) {
    return Members.of(Json.parse(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"7\"", "7.5", "7.0", "7e0", "true", "null", "[7]", "9007199254740993", "0"})
  void only_an_integer_in_range_is_an_int(String value) {
    Members members = members("{\"generation\":" + value + "}");

    assertThatThrownBy(() -> members.requireInt("generation", 1))
        .isInstanceOf(JsonException.class)
        .hasMessageStartingWith("$.generation: must be an integer");
  }

  @Test
  void an_int_and_a_long_reach_to_their_ends() {
    Members members = members("{\"i\":2147483647,\"l\":9223372036854775807,\"m\":-2147483648}");

    assertThat(members.requireInt("i")).isEqualTo(Integer.MAX_VALUE);
    assertThat(members.requireInt("m")).isEqualTo(Integer.MIN_VALUE);
    assertThat(members.requireLong("l", 0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_missing_member_is_named_with_its_path() {
    Members inner =
        members("{\"checks\":[{},{\"build\":{}}]}")
            .requireObjects("checks")
            .get(1)
            .requireObject("build");

    assertThatThrownBy(() -> inner.requireBoolean("passed"))
        .hasMessage("$.checks[1].build.passed: is missing");
  }

  @Test
  void null_is_not_absent() {
    Members members = members("{\"a\":null}");

    assertThat(members.optionalString("b")).isEmpty();
    assertThatThrownBy(() -> members.optionalString("a"))
        .hasMessage("$.a: must be a string, not null");
  }

  @Test
  void a_name_that_is_no_constant_is_refused() {
    Members members = members("{\"stage\":\"TEST\",\"last\":\"health\"}");

    assertThat(members.requireNamed("last", Stage::of)).isEqualTo(Stage.HEALTH);
    assertThatThrownBy(() -> members.requireNamed("stage", Stage::of))
        .hasMessage("$.stage: has the unknown value TEST");
  }

  @Test
  void a_long_or_hostile_value_is_cut_and_kept_on_one_line() {
    Members members = members("{\"a\":[\"" + "x".repeat(1000) + "\"],\"b\":\"\\n\\u001b\"}");

    assertThatThrownBy(() -> members.requireString("a"))
        .message()
        .hasSizeLessThan(120)
        .endsWith("…");
    assertThatThrownBy(() -> members.requireNamed("b", Stage::of))
        .hasMessage("$.b: has the unknown value   ");
  }

  @Test
  void only_an_object_has_members() {
    assertThatThrownBy(() -> members("[]")).hasMessage("$: must be an object, not []");
  }
}
