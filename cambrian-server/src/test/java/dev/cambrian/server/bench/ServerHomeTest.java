package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ViabilityReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerHomeTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9_999, 10_000})
  void the_reports_of_a_home_are_such_as_a_rig_writes(int generation) {
    byte[] json = ServerHome.report(generation);

    ViabilityReport report = ReportCodec.decode(new String(json, UTF_8));
    assertThat(report.generation()).isEqualTo(generation);
    assertThat(report.viable()).isEqualTo(generation % 2 == 1);
    assertThat(json.length).isBetween(2_000, 3_000);
  }
}
