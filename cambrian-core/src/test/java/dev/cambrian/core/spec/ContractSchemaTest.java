package dev.cambrian.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractSchemaTest {
  private static final String HEAD =
      "{\"name\":\"n\",\"type\":\"http\",\"method\":\"GET\",\"path\":\"/\"";
  private static final String EXPECT = ",\"expect\":{\"status\":200}}";

  private static boolean isRead(String json) {
    try {
      return Contracts.read(StrictJson.read("[" + json + "]")).size() == 1;
    } catch (ContractException e) {
      return false;
    }
  }

  /** {@code H} at the beginning and {@code E} at the end stand for sound ones. */
  private static String document(String text) {
    String ended = text.endsWith("E") ? text.substring(0, text.length() - 1) + EXPECT : text;
    return ended.startsWith("H") ? HEAD + ended.substring(1) : ended;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HE",
        "H,\"other\":null E",
        "H,\"headers\":{}E",
        "H,\"headers\":{\"X-A\":\"b c\"}E",
        "H,\"body\":null E",
        "H,\"body\":[1,{}]E",
        "H,\"expect\":{\"status\":599,\"body\":null}}",
        "H,\"expect\":{\"status\":100,\"body_contains\":\" \",\"body_has_keys\":[\"\"],\"content_type\":\"a\"}}",
        "H,\"expect\":{\"status\":200,\"headers\":{\"a\":\"\"},\"else\":1}}"
      })
  void reader_and_schemas_accept(String text) {
    assertThat(isRead(document(text))).isTrue();
    assertThat(Schemas.accepts("contract", document(text))).isTrue();
    assertThat(Schemas.accepts("spec-vector", document(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "null",
        "[]",
        "{}",
        "H}",
        "H,\"expect\":{}}",
        "H,\"expect\":[]}",
        "H,\"expect\":null}",
        "H,\"expect\":{\"status\":\"200\"}}",
        "H,\"expect\":{\"status\":true}}",
        "H,\"expect\":{\"status\":200.5}}",
        "H,\"expect\":{\"status\":99}}",
        "H,\"expect\":{\"status\":600}}",
        "H,\"expect\":{\"status\":99999999999999999999}}",
        "H,\"expect\":{\"status\":200,\"body_contains\":\"\"}}",
        "H,\"expect\":{\"status\":200,\"body_contains\":1}}",
        "H,\"expect\":{\"status\":200,\"body_has_keys\":[]}}",
        "H,\"expect\":{\"status\":200,\"body_has_keys\":\"a\"}}",
        "H,\"expect\":{\"status\":200,\"body_has_keys\":[1]}}",
        "H,\"expect\":{\"status\":200,\"content_type\":\" \"}}",
        "H,\"expect\":{\"status\":200,\"content_type\":null}}",
        "H,\"expect\":{\"status\":200,\"headers\":[]}}",
        "H,\"expect\":{\"status\":200,\"headers\":{\"a b\":\"c\"}}}",
        "H,\"headers\":{\"a\":1}E",
        "H,\"headers\":{\"\":\"c\"}E",
        "H,\"headers\":{\"a\":\"b\\nc\"}E",
        "H,\"headers\":null E",
        "{\"name\":\" \",\"type\":\"http\",\"method\":\"GET\",\"path\":\"/\"E",
        "{\"name\":7,\"type\":\"http\",\"method\":\"GET\",\"path\":\"/\"E",
        "{\"type\":\"http\",\"method\":\"GET\",\"path\":\"/\"E",
        "{\"name\":\"n\",\"method\":\"GET\",\"path\":\"/\"E",
        "{\"name\":\"n\",\"type\":\"grpc\",\"method\":\"GET\",\"path\":\"/\"E",
        "{\"name\":\"n\",\"type\":\"http\",\"method\":\"get\",\"path\":\"/\"E",
        "{\"name\":\"n\",\"type\":\"http\",\"method\":\"TRACE\",\"path\":\"/\"E",
        "{\"name\":\"n\",\"type\":\"http\",\"method\":\"GET\",\"path\":\"x\"E",
        "{\"name\":\"n\",\"type\":\"http\",\"method\":\"GET\",\"path\":\"/a b\"E",
        "{\"name\":\"n\",\"type\":\"http\",\"method\":\"GET\",\"path\":\"/ä\"E",
        "{\"name\":\"n\",\"type\":\"http\",\"method\":\"GET\",\"path\":\"/a\\n\"E",
        "{\"name\":\"n\",\"type\":\"http\",\"method\":\"GET\",\"path\":null E"
      })
  void reader_and_schemas_refuse(String text) {
    assertThat(isRead(document(text))).isFalse();
    assertThat(Schemas.accepts("contract", document(text))).isFalse();
    assertThat(Schemas.accepts("spec-vector", document(text))).isFalse();
  }

  @Test
  void a_name_of_200_characters_is_the_longest() {
    String longest = document("HE").replace("\"n\"", "\"" + "😀".repeat(200) + "\"");
    String longer = document("HE").replace("\"n\"", "\"" + "😀".repeat(201) + "\"");

    assertThat(isRead(longest)).isTrue();
    assertThat(Schemas.accepts("contract", longest)).isTrue();
    assertThat(isRead(longer)).isFalse();
    assertThat(Schemas.accepts("contract", longer)).isFalse();
  }

  @Test
  void the_exception_names_the_contract_and_the_rule() {
    assertThatThrownBy(
            () ->
                Contracts.read(StrictJson.read("[" + document("HE") + "," + document("HE") + "]")))
        .isInstanceOf(ContractException.class)
        .hasMessage("contract \"n\" stands twice; rename one of them (contract-duplicate-name)");
    assertThatThrownBy(() -> Contracts.read(StrictJson.read("{}")))
        .isInstanceOf(ContractException.class);
  }
}
