package dev.cambrian.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManualClientTest {
  @TempDir Path directory;

  @Test
  void a_request_becomes_files_and_the_answer_file_the_answer() throws Exception {
    Requests.Heard heard = new Requests.Heard();
    Asking asking = Asking.start(client(), Requests.of(Purpose.RETRY, 2), heard);
    await().until(() -> !heard.waits.isEmpty());

    Path answerFile = directory.resolve("1-retry-2.answer.md");
    assertThat(heard.waits).containsExactly("waits for the answer file " + answerFile);
    assertThat(directory.resolve("1-retry-2.system.md")).hasContent("You are terse.");
    assertThat(directory.resolve("1-retry-2.user.md"))
        .hasContent(
            "===== user =====\nGrow this.\n\n===== assistant =====\nNo.\n\n===== user =====\nDo.");
    assertThat(directory.resolve("1-retry-2.request.json"))
        .content()
        .contains("\"max-tokens\" : 1000");
    Path draft = Files.writeString(directory.resolve("draft"), "Grown: ı\n");
    Files.move(draft, answerFile);

    LlmAnswer answer = asking.answer();
    assertThat(answer.text()).isEqualTo("Grown: ı\n");
    assertThat(answer.provider()).isEqualTo("manual");
    assertThat(answer.producerModel()).isEqualTo("model-x");
    assertThat(answer.usageKnown()).isFalse();
    assertThat(answer.usage()).isEqualTo(TokenUsage.NONE);
    assertThat(answer.stopReason()).isEqualTo(LlmAnswer.StopReason.COMPLETE);
  }

  @Test
  void a_single_message_is_written_as_it_is() throws Exception {
    Requests.Heard heard = new Requests.Heard();
    Asking asking = Asking.start(client(), Requests.single("s", "only\nthis\n"), heard);
    await().until(() -> !heard.waits.isEmpty());

    assertThat(Files.readString(directory.resolve("1-generate-1.user.md")))
        .isEqualTo("only\nthis\n");
    asking.interruptEndsIt();
  }

  @Test
  void an_answer_that_is_still_being_written_is_not_taken() throws Exception {
    Requests.Heard heard = new Requests.Heard();
    ManualClient patient =
        new ManualClient(directory, Duration.ofMillis(600), Duration.ofMillis(10));
    Asking asking = Asking.start(patient, Requests.generate(1), heard);
    await().until(() -> !heard.waits.isEmpty());

    Path answerFile = directory.resolve("1-generate-1.answer.md");
    Instant begin = Instant.now();
    Files.writeString(answerFile, "half ");
    await().pollDelay(Duration.ofMillis(300)).until(() -> true);
    Files.writeString(answerFile, "half and whole");

    assertThat(asking.answer().text()).isEqualTo("half and whole");
    assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(850));
  }

  @Test
  void an_empty_file_is_no_answer_yet() throws Exception {
    Requests.Heard heard = new Requests.Heard();
    Asking asking = Asking.start(client(), Requests.generate(1), heard);
    await().until(() -> !heard.waits.isEmpty());

    Path answerFile = Files.createFile(directory.resolve("1-generate-1.answer.md"));
    await().pollDelay(Duration.ofMillis(200)).until(() -> true);
    Files.writeString(answerFile, "\uFEFFtext");

    assertThat(asking.answer().text()).isEqualTo("text");
  }

  @Test
  void two_requests_at_once_take_two_numbers() throws Exception {
    Requests.Heard heard = new Requests.Heard();
    Asking one = Asking.start(client(), Requests.generate(1), heard);
    await().until(() -> heard.waits.size() == 1);
    Asking two = Asking.start(client(), Requests.generate(1), heard);
    await().until(() -> heard.waits.size() == 2);

    Files.writeString(directory.resolve("2-generate-1.answer.md"), "two");
    Files.writeString(directory.resolve("1-generate-1.answer.md"), "one");

    assertThat(one.answer().text()).isEqualTo("one");
    assertThat(two.answer().text()).isEqualTo("two");
  }

  @Test
  void an_answer_that_is_not_utf_8_is_refused() throws Exception {
    Requests.Heard heard = new Requests.Heard();
    ManualClient client = client();
    Path answerFile = directory.resolve("1-generate-1.answer.md");
    LlmProgress writes =
        new LlmProgress() {
          @Override
          public void waiting(String reason, Duration expected) {
            heard.waiting(reason, expected);
            write(answerFile, new byte[] {'a', (byte) 0xff});
          }
        };

    assertThatThrownBy(() -> client.answer(Requests.generate(1), writes))
        .isInstanceOf(LlmException.Refused.class)
        .hasMessageContaining("is not UTF-8");
  }

  @Test
  void a_directory_that_cannot_be_made_is_one_line() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(
            () ->
                new ManualClient(file.resolve("below"))
                    .answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.Unavailable.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void an_interrupt_ends_the_wait() throws Exception {
    Requests.Heard heard = new Requests.Heard();
    Asking asking = Asking.start(new ManualClient(directory), Requests.generate(1), heard);
    await().until(() -> !heard.waits.isEmpty());

    asking.interruptEndsIt();
  }

  private ManualClient client() {
    return new ManualClient(directory, Duration.ofMillis(60), Duration.ofMillis(10));
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
