package dev.cambrian.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumingClientTest {
  @TempDir Path directory;
  private final AtomicInteger asked = new AtomicInteger();

  private LlmClient client() {
    return new ResumingClient(
        (request, progress) -> Requests.answer("answer " + asked.incrementAndGet()),
        directory,
        Clock.systemUTC());
  }

  private static String text(LlmClient client, LlmRequest request) {
    return client.answer(request, LlmProgress.NONE).text();
  }

  @Test
  void what_was_answered_before_is_answered_again_without_asking() {
    LlmClient first = client();
    assertThat(text(first, Requests.generate(1))).isEqualTo("answer 1");
    assertThat(text(first, Requests.of(Purpose.RETRY, 1))).isEqualTo("answer 2");

    LlmClient resumed = client();

    LlmAnswer again = resumed.answer(Requests.generate(1), LlmProgress.NONE);
    assertThat(again.text()).isEqualTo("answer 1");
    assertThat(again.replayed()).isTrue();
    assertThat(text(resumed, Requests.of(Purpose.RETRY, 1))).isEqualTo("answer 2");
    assertThat(asked).hasValue(2);
    assertThat(text(resumed, Requests.of(Purpose.RETRY, 2))).isEqualTo("answer 3");
    assertThat(Recordings.read(List.of(directory)).size()).isEqualTo(3);
  }

  @Test
  void a_first_answer_to_another_request_is_refused_before_anybody_is_asked() {
    var _ = text(client(), Requests.single("You are terse.", "Grow this."));
    LlmRequest other = Requests.single("You are terse.", "Grow that.");

    LlmClient resumed = client();

    assertThatThrownBy(() -> resumed.requireReady(other))
        .isInstanceOf(LlmException.Refused.class)
        .hasMessageContaining("as the answer to another request");
    assertThatThrownBy(() -> text(resumed, other)).isInstanceOf(LlmException.Refused.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void what_it_has_asked_itself_is_not_asked_again_either() {
    LlmClient client = client();

    assertThat(text(client, Requests.generate(1))).isEqualTo("answer 1");
    assertThat(text(client, Requests.generate(1))).isEqualTo("answer 1");

    assertThat(asked).hasValue(1);
  }

  @Test
  void a_retry_may_quote_other_output_than_the_recorded_one() {
    LlmRequest retry = Requests.of(Purpose.RETRY, 1);
    var _ = text(client(), retry);
    LlmRequest quoting =
        new LlmRequest(
            retry.specHash(),
            Purpose.RETRY,
            1,
            retry.model(),
            retry.system(),
            List.of(Message.user("Ran 1 test in 0.002 s")),
            retry.maxTokens());

    assertThat(text(client(), quoting)).isEqualTo("answer 1");
  }
}
