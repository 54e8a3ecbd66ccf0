package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a started artifact is asked. */
class EndpointTest {
  @Test
  void the_parts_of_a_health_url_are_its_host_port_and_target() {
    assertThat(HealthChecks.Endpoint.of("http://localhost:8401/health?x=1"))
        .isEqualTo(new HealthChecks.Endpoint("localhost", 8401, "/health?x=1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/health",
        "http://localhost:0/health",
        "http://localhost:65536/health",
        "http://localhost:99999/health",
        "https://localhost:8401/health",
        "http://elsewhere.test:8401/health"
      })
  void a_url_that_no_artifact_of_this_machine_can_answer_is_refused(String url) {
    assertThatExceptionOfType(InfrastructureException.class)
        .isThrownBy(() -> HealthChecks.Endpoint.of(url))
        .withMessageContaining("port from 1 to 65535")
        .withMessageContaining(url);
  }
}
