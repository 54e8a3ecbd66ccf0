package dev.cambrian.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Toolchain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
  private static final Pattern GOLDEN = Pattern.compile("(.+)\\.v([0-9]+)(\\..+)?");

  private final EventCodec codec = EventCodec.standard();

  static List<String> goldenFiles() {
    return List.copyOf(SampleEvents.all().keySet());
  }

  @ParameterizedTest
  @MethodSource("goldenFiles")
  void a_golden_file_decodes_for_ever(String name) {
    Event decoded = codec.decode(type(name), schemaVersion(name), golden(name));

    assertThat(decoded).isEqualTo(SampleEvents.named(name));
  }

  @ParameterizedTest
  @MethodSource("goldenFiles")
  void an_event_is_written_as_its_golden_file(String name) {
    EventCodec.Encoded encoded = codec.encode(SampleEvents.named(name));

    assertThat(encoded.type()).isEqualTo(type(name));
    assertThat(Json.parse(encoded.data())).isEqualTo(Json.parse(golden(name)));
  }

  @Test
  void every_event_type_and_schema_version_has_a_golden_file() {
    for (String type : EventCodec.types()) {
      for (int version = 1; version <= codec.schemaVersion(type); version++) {
        assertThat(goldenFiles()).contains(type + ".v" + version);
      }
    }
  }

  @Test
  void every_permitted_event_class_is_among_the_samples_and_has_a_name_of_its_own() {
    List<Class<?>> sampled = new ArrayList<>();
    SampleEvents.all().values().forEach(event -> sampled.add(event.getClass()));
    Map<String, List<String>> classesByType =
        SampleEvents.all().values().stream()
            .map(event -> Map.entry(EventCodec.typeOf(event), event.getClass().getName()))
            .distinct()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));

    assertThat(sampled).containsAll(leaves(Event.class));
    assertThat(classesByType.keySet()).isEqualTo(EventCodec.types());
    assertThat(classesByType.values()).allMatch(classes -> classes.size() == 1);
  }

  @Test
  void a_type_that_is_not_known_was_written_by_a_newer_version() {
    assertThatThrownBy(() -> codec.decode("generation.cloned", 1, "{}"))
        .isInstanceOfSatisfying(
            EventFormatException.class, refused -> assertThat(refused.newer()).isTrue())
        .hasMessage(
            "event type generation.cloned is unknown here: a newer Cambrian wrote it, use that version");
  }

  @Test
  void a_schema_version_that_is_not_known_was_written_by_a_newer_version() {
    assertThatThrownBy(() -> codec.decode("generation.promoted", 3, "{}"))
        .isInstanceOfSatisfying(
            EventFormatException.class, refused -> assertThat(refused.newer()).isTrue())
        .hasMessageContaining("schema version 3 of generation.promoted");
  }

  @Test
  void a_mistyped_member_is_refused_with_its_path() {
    assertThatThrownBy(() -> codec.decode("generation.promoted", 1, "{\"generation\":\"7\"}"))
        .isInstanceOf(EventFormatException.class)
        .hasMessage(
            "generation.promoted does not decode: $.generation: must be an integer, not \"7\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-26T14:29:11Z",
        "2026-03-26T14:29:11.974540Z",
        "2026-03-26T14:29:11.974+00:00",
        "2026-13-26T14:29:11.974Z",
        "+12026-03-26T14:29:11.974Z",
        ""
      })
  void a_time_that_is_not_as_it_is_written_is_refused_with_its_path(String text) {
    String data =
        "{\"generation\":7,\"artifact-hash\":\"%s\",\"completed-at\":\"%s\"}"
            .formatted(SampleEvents.HASH_A, text);

    assertThatThrownBy(() -> codec.decode("generation.promoted", 2, data))
        .isInstanceOf(EventFormatException.class)
        .hasMessageContaining("$.completed-at: ");
  }

  @Test
  void an_unknown_member_is_ignored() {
    Event promoted = new Event.GenerationPromoted(7, SampleEvents.HASH_A);
    String data = codec.encode(promoted).data().replace("{", "{\"by\":{\"whom\":1},");

    assertThat(codec.decode("generation.promoted", 1, data)).isEqualTo(promoted);
  }

  @Test
  void data_of_an_old_schema_version_is_upcast_step_by_step() {
    EventCodec later =
        new EventCodec(
            Map.of(
                "spec.registered",
                List.of(
                    data -> data.put("toolchain", "python"),
                    data -> {
                      data.put("title", data.get("name").stringValue());
                      return data;
                    })));
    String version1 =
        "{\"spec-hash\":\"%1$s\",\"file-name\":\"A.md\",\"name\":\"A\",\"version\":\"1\",\"spec-blob\":\"%1$s\"}"
            .formatted(SampleEvents.HASH_A);
    String version2 = version1.replace("{", "{\"toolchain\":\"node\",");

    assertThat(later.schemaVersion("spec.registered")).isEqualTo(3);
    assertThat(later.decode("spec.registered", 1, version1)).isEqualTo(spec(Toolchain.PYTHON));
    assertThat(later.decode("spec.registered", 2, version2)).isEqualTo(spec(Toolchain.NODE));
    assertThat(later.encode(spec(Toolchain.JAVA)).schemaVersion()).isEqualTo(3);
    assertThatThrownBy(() -> codec.decode("spec.registered", 1, version1))
        .hasMessageContaining("$.title: is missing");
  }

  @Test
  void a_stage_of_the_first_schema_version_has_no_log_whatever_it_carries() {
    Event.StageFinished stage = (Event.StageFinished) SampleEvents.named("stage.finished.v2");
    String data = codec.encode(stage).data();

    Event.StageFinished old = (Event.StageFinished) codec.decode("stage.finished", 1, data);
    Event.StageFinished now = (Event.StageFinished) codec.decode("stage.finished", 2, data);

    assertThat(old.logBlob()).isEmpty();
    assertThat(now).isEqualTo(stage);
  }

  @Test
  void an_answer_of_schema_version_one_was_asked_for_by_no_organism() {
    String data = golden("llm.answered.v1").replaceFirst("\\{", "{\"organism-id\":\"odd\",");

    assertThat(codec.decode("llm.answered", 1, data))
        .isEqualTo(SampleEvents.named("llm.answered.v1"));
    assertThat(codec.decode("llm.answered", 2, data))
        .isNotEqualTo(SampleEvents.named("llm.answered.v1"));
  }

  @Test
  void only_an_organism_may_be_of_generation_0() {
    String data = golden("llm.answered.v2").replace("organism-id", "no-organism");

    assertThatThrownBy(() -> codec.decode("llm.answered", 2, data))
        .isInstanceOf(EventFormatException.class)
        .hasMessageContaining("generation must be at least 1, not 0");
  }

  @Test
  void a_duration_is_cut_to_milliseconds_before_it_is_stored() {
    Event.LlmAnswered sample = (Event.LlmAnswered) SampleEvents.named("llm.answered.v1");
    Event.LlmAnswered exact =
        new Event.LlmAnswered(
            sample.generation(),
            sample.purpose(),
            sample.ordinal(),
            sample.provider(),
            sample.model(),
            sample.producerModel(),
            sample.stopReason(),
            sample.usage(),
            sample.usageKnown(),
            sample.costMicroUsd(),
            Duration.ofNanos(61_234_999_999L),
            sample.requestBlob(),
            sample.answerBlob(),
            sample.organismId());

    assertThat(exact).isEqualTo(sample);
  }

  @Test
  void half_of_a_surrogate_pair_becomes_the_replacement_character() {
    Event hostile = rejected("a\uD800b\uDC00c\uD83D\uDE00");

    EventCodec.Encoded encoded = codec.encode(hostile);

    assertThat(encoded.event()).isEqualTo(rejected("a\uFFFDb\uFFFDc\uD83D\uDE00"));
  }

  @Property
  void whatever_text_an_artifact_or_model_gave_comes_back_from_utf_8(
      @ForAll("hostileText") String text) {
    EventCodec.Encoded encoded = codec.encode(rejected(text));
    String carried =
        new String(encoded.data().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

    assertThat(codec.decode(encoded.type(), encoded.schemaVersion(), carried))
        .isEqualTo(encoded.event());
  }

  @Provide
  Arbitrary<String> hostileText() {
    return Arbitraries.strings().all().withChars('\uD800', '\uDFFF', '\u0000', '\u2028', '"');
  }

  private static Event rejected(String reason) {
    return new Event.AnswerRejected(
        1, dev.cambrian.core.llm.Purpose.GENERATE, 1, "rule", reason, Optional.empty());
  }

  private static Event spec(Toolchain toolchain) {
    return new Event.SpecRegistered(
        SampleEvents.HASH_A, "A.md", "A", "1", toolchain, SampleEvents.HASH_A);
  }

  private static List<Class<?>> leaves(Class<?> sealed) {
    List<Class<?>> leaves = new ArrayList<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        leaves.addAll(leaves(permitted));
      } else {
        leaves.add(permitted);
      }
    }
    return leaves;
  }

  private static String type(String name) {
    return matched(name).group(1);
  }

  static int schemaVersion(String name) {
    return Integer.parseInt(matched(name).group(2));
  }

  private static Matcher matched(String name) {
    Matcher matcher = GOLDEN.matcher(name);
    assertThat(matcher.matches()).as(name).isTrue();
    return matcher;
  }

  static String golden(String name) {
    try (InputStream in = EventCodecTest.class.getResourceAsStream("golden/" + name + ".json")) {
      assertThat(in).as("golden file %s", name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
