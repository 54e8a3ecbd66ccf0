package dev.cambrian.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T10:00:00.123456789Z"), ZoneOffset.UTC);
  private static final String TEXT = "<file path=\"a\">\r\nİi€ \u2028\n</file:end>";

  @TempDir Path root;

  @Test
  void a_recorded_exchange_answers_again_marked_as_replayed() {
    record(Requests.generate(1), TEXT);

    Requests.Heard heard = new Requests.Heard();
    LlmAnswer replayed = replay().answer(Requests.generate(1), heard);

    assertThat(replayed.text()).isEqualTo(TEXT);
    assertThat(replayed.provider()).isEqualTo("replay");
    assertThat(replayed.producerModel()).isEqualTo("replay:model-x-2026");
    assertThat(replayed.replayed()).isTrue();
    assertThat(replayed.usage()).isEqualTo(new TokenUsage(100, 20, 30, 40));
    assertThat(replayed.usageKnown()).isTrue();
    assertThat(replayed.elapsed()).isLessThan(Requests.answer("").elapsed());
    assertThat(heard.received).containsExactly((long) TEXT.length());
  }

  @Test
  void the_same_prompt_asked_twice_has_two_answers() {
    record(Requests.generate(1), "first");
    record(Requests.generate(2), "second");

    assertThat(replay().answer(Requests.generate(2), LlmProgress.NONE).text()).isEqualTo("second");
    assertThat(replay().answer(Requests.generate(1), LlmProgress.NONE).text()).isEqualTo("first");
  }

  @Test
  void everything_of_an_exchange_is_recorded() {
    record(Requests.generate(1), TEXT);

    Recording recording = Recordings.read(List.of(root)).all().getFirst();

    assertThat(recording)
        .isEqualTo(
            new Recording(
                Requests.generate(1),
                Requests.answer(TEXT),
                Instant.parse("2026-11-24T10:00:00.123Z"),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void a_miss_says_what_is_missing_where_it_looked_and_how_to_record() {
    record(Requests.generate(1), "x");

    assertThatThrownBy(() -> replay().answer(Requests.of(Purpose.RETRY, 3), LlmProgress.NONE))
        .isInstanceOf(LlmException.NotRecorded.class)
        .hasMessage(
            "no recording answers spec 0a1b2c3d0a1b, retry 3 (looked in "
                + root
                + ", which holds 1); record one with: cambrian grow SPEC --llm"
                + " anthropic|openai|command|manual --record DIR");
  }

  @Test
  void a_place_that_does_not_exist_holds_nothing() {
    ReplayClient client = new ReplayClient(List.of(root.resolve("none")));

    assertThatThrownBy(() -> client.answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.NotRecorded.class)
        .hasMessageContaining("holds 0");
  }

  @Test
  void the_index_goes_by_content_and_not_by_name() throws IOException {
    record(Requests.of(Purpose.REPAIR, 2), "mended");
    Path folder = root.resolve("0a1b2c3d0a1b");
    Files.createDirectories(root.resolve("echo/deep"));
    Files.move(folder.resolve("repair-2.json"), root.resolve("echo/deep/generate-7.json"));
    Files.move(folder.resolve("repair-2.answer.md"), root.resolve("echo/deep/repair-2.answer.md"));
    Files.writeString(root.resolve("other.json"), "{\"name\": \"no recording\"}");

    assertThat(replay().answer(Requests.of(Purpose.REPAIR, 2), LlmProgress.NONE).text())
        .isEqualTo("mended");
  }

  @Test
  void a_single_file_is_a_place_too() {
    record(Requests.generate(1), "x");

    Path file = root.resolve("0a1b2c3d0a1b/generate-1.json");
    assertThat(
            new ReplayClient(List.of(file)).answer(Requests.generate(1), LlmProgress.NONE).text())
        .isEqualTo("x");
  }

  @Test
  void two_recordings_of_one_key_are_an_error_that_names_both() throws IOException {
    record(Requests.generate(1), "x");
    Path first = root.resolve("0a1b2c3d0a1b/generate-1.json");
    Path second = Files.copy(first, root.resolve("0a1b2c3d0a1b/twin.json"));

    assertThatThrownBy(this::replay)
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining(first.toString())
        .hasMessageContaining(second.toString());
  }

  @Test
  void overlapping_places_are_no_duplicates() {
    record(Requests.generate(1), "x");

    Recordings twice = Recordings.read(List.of(root, root.resolve("0a1b2c3d0a1b")));

    assertThat(twice.size()).isEqualTo(1);
  }

  @Test
  void an_altered_answer_is_refused() throws IOException {
    record(Requests.generate(1), "x");
    Files.writeString(root.resolve("0a1b2c3d0a1b/generate-1.answer.md"), "y");

    assertThatThrownBy(() -> replay().answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.NotRecorded.class)
        .hasMessageContaining("generate-1.answer.md was altered");
  }

  @Test
  void a_missing_answer_file_is_named() throws IOException {
    record(Requests.generate(1), "x");
    Files.delete(root.resolve("0a1b2c3d0a1b/generate-1.answer.md"));

    assertThatThrownBy(() -> replay().answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.NotRecorded.class)
        .hasMessageContaining("its answer generate-1.answer.md cannot be read");
  }

  @Test
  void broken_json_and_duplicate_members_are_refused_with_the_file() throws IOException {
    Path file = root.resolve("broken.json");
    for (String text : List.of("{", "", "{\"a\":1,\"a\":1}", "{} {}")) {
      Files.writeString(file, text);

      assertThatThrownBy(this::replay)
          .isInstanceOf(RecordingException.class)
          .hasMessageContaining("broken.json");
    }
  }

  @Test
  void a_recorded_key_is_refused_before_anything_is_asked() {
    record(Requests.generate(1), "x");

    LlmClient mustNotBeAsked =
        (request, progress) -> {
          throw new AssertionError("asked");
        };
    RecordingClient again = new RecordingClient(mustNotBeAsked, root, CLOCK);
    assertThatThrownBy(() -> again.answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.Refused.class)
        .hasMessageContaining("generate-1.json")
        .hasMessageContaining("recorded already");
  }

  @Test
  void of_two_growths_that_record_one_key_at_once_the_second_overwrites_nothing() {
    LlmClient slow =
        (request, progress) -> {
          record(Requests.generate(1), "the other's");
          return Requests.answer("mine");
        };

    assertThatThrownBy(
            () ->
                new RecordingClient(slow, root, CLOCK)
                    .answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.Refused.class);
    assertThat(replay().answer(Requests.generate(1), LlmProgress.NONE).text())
        .isEqualTo("the other's");
    assertThat(files()).containsExactly("generate-1.answer.md", "generate-1.json");
  }

  @Test
  void an_answer_left_by_a_crash_does_not_stop_a_later_recording() throws IOException {
    Files.createDirectories(root.resolve("0a1b2c3d0a1b"));
    Files.writeString(root.resolve("0a1b2c3d0a1b/generate-1.answer.md"), "left over");

    record(Requests.generate(1), "whole");

    assertThat(replay().answer(Requests.generate(1), LlmProgress.NONE).text()).isEqualTo("whole");
  }

  @Test
  void a_failed_exchange_leaves_a_note_that_replay_passes_over() throws IOException {
    LlmClient failing =
        (request, progress) -> {
          throw new LlmException.Refused("key wrong", 401);
        };
    assertThatThrownBy(
            () ->
                new RecordingClient(failing, root, CLOCK)
                    .answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.Refused.class);

    assertThat(files()).containsExactly("generate-1.failed.json");
    assertThat(Files.readString(root.resolve("0a1b2c3d0a1b/generate-1.failed.json")))
        .contains("\"error\" : \"key wrong\"");
    assertThat(Recordings.read(List.of(root)).size()).isZero();

    record(Requests.generate(1), "later");
    assertThat(replay().answer(Requests.generate(1), LlmProgress.NONE).text()).isEqualTo("later");
  }

  @Test
  void what_cannot_be_written_is_one_line_that_names_the_file() throws IOException {
    Path file = Files.writeString(root.resolve("plain-file"), "");
    RecordingClient client =
        new RecordingClient(
            (request, progress) -> Requests.answer("x"), root, "plain-file/below", CLOCK);

    assertThatThrownBy(() -> client.answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.Unavailable.class)
        .hasMessageContaining(file + "/below/generate-1.json");
  }

  @Test
  void an_answer_that_could_not_be_written_is_written_later_and_not_asked_for_again()
      throws IOException {
    Path folder = root.resolve("spec");
    AtomicInteger asked = new AtomicInteger();
    LlmClient full =
        (request, progress) -> {
          asked.incrementAndGet();
          try {
            Files.deleteIfExists(folder);
            Files.writeString(folder, "in the way");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return Requests.answer("paid for");
        };
    RecordingClient client = new RecordingClient(full, root, "spec", CLOCK);
    assertThatThrownBy(() -> client.answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.Unavailable.class);
    assertThatThrownBy(() -> client.answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.Unavailable.class);
    Files.delete(folder);

    LlmAnswer answer = client.answer(Requests.generate(1), LlmProgress.NONE);

    assertThat(answer.text()).isEqualTo("paid for");
    assertThat(asked).hasValue(1);
    assertThat(replay().answer(Requests.generate(1), LlmProgress.NONE).text())
        .isEqualTo("paid for");
  }

  @Test
  void a_verdict_is_added_later_and_changes_nothing_else() {
    record(Requests.generate(1), "x");
    Recording before = Recordings.read(List.of(root)).all().getFirst();

    Recordings.read(List.of(root)).judge(before.key(), Recording.Verdict.NON_VIABLE);

    assertThat(Recordings.read(List.of(root)).all())
        .containsExactly(
            new Recording(
                before.request(),
                before.answer(),
                before.recordedAt(),
                before.candidate(),
                Optional.of(Recording.Verdict.NON_VIABLE)));
    assertThatThrownBy(
            () ->
                Recordings.read(List.of(root))
                    .judge(Recording.Key.of(Requests.generate(9)), Recording.Verdict.VIABLE))
        .isInstanceOf(RecordingException.class);
    assertThat(files()).containsExactly("generate-1.answer.md", "generate-1.json");
  }

  @Test
  void a_replayed_answer_is_not_recorded_again() {
    record(Requests.generate(1), "x");
    Path copy = root.resolve("copy");

    new RecordingClient(replay(), copy, CLOCK).answer(Requests.generate(1), LlmProgress.NONE);

    assertThat(copy).doesNotExist();
  }

  @Test
  void an_interrupted_thread_gets_no_replay() {
    record(Requests.generate(1), "x");
    ReplayClient client = replay();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> client.answer(Requests.generate(1), LlmProgress.NONE))
        .isInstanceOf(LlmException.Interrupted.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private ReplayClient replay() {
    return new ReplayClient(List.of(root));
  }

  private void record(LlmRequest request, String text) {
    LlmAnswer answer =
        new RecordingClient((r, progress) -> Requests.answer(text), root, CLOCK)
            .answer(request, LlmProgress.NONE);
    assertThat(answer.text()).isEqualTo(text);
  }

  private List<String> files() {
    try (Stream<Path> list = Files.list(root.resolve("0a1b2c3d0a1b"))) {
      return list.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
