package sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class HealthTest {
  @Test
  void is_written_as_json() {
    assertEquals("{\"ok\":true}", JsonMapper.shared().writeValueAsString(new Health(true)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void is_read_back(boolean ok) {
    String json = JsonMapper.shared().writeValueAsString(new Health(ok));

    assertThat(JsonMapper.shared().readValue(json, Health.class)).isEqualTo(new Health(ok));
  }
}
