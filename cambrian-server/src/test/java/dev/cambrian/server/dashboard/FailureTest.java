package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.server.supervisor.RequestException;
import io.javalin.http.Handler;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class FailureTest {
  /** A failure that nobody here knows by name. */
  private static final class Unable extends CambrianException {
    private static final long serialVersionUID = 1L;

    Unable(String message) {
      super(message);
    }
  }

  /**
   * One of them.
   *
   * @param says a part of what is told
   */
  record Case(Exception thrown, int status, String says) {}

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            new RequestException(RequestException.Kind.MALFORMED, "page must be"),
            400,
            "page must be"),
        new Case(
            new RequestException(RequestException.Kind.UNAVAILABLE, "ask again"), 503, "ask again"),
        new Case(new SupervisionException.Unknown(9), 404, "there is no generation 9"),
        new Case(new SupervisionException.WrongState(9, "it is closed"), 409, "it is closed"),
        new Case(new Unable("the disk is full"), 503, "the disk is full"),
        new Case(new InterruptedException(), 503, "the server ends"),
        new Case(new IllegalStateException("inside <b>"), 500, "a defect of the server"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatever_a_page_throws_is_a_page_with_its_status(Case one) throws Exception {
    Handler failing =
        _ -> {
          throw one.thrown();
        };
    try (Served served = new Served(Dashboard.shown(failing))) {
      HttpResponse<String> answer = served.get();

      assertThat(answer.statusCode()).isEqualTo(one.status());
      assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/html");
      assertThat(answer.headers().firstValue("content-security-policy")).contains(Html.POLICY);
      assertThat(answer.body())
          .startsWith("<!doctype html>")
          .contains("<h1>Not shown</h1>", one.says(), "HTTP status " + one.status())
          .doesNotContain("inside");
    }
  }

  @Test
  void only_what_nobody_asked_wrongly_is_for_the_log() {
    assertThat(cases().filter(it -> Failure.of(it.thrown()).ours()))
        .extracting(it -> it.status())
        .containsExactly(503, 500);
  }
}
