package dev.cambrian.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.AnswerParser;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recording answers exactly the prompt that today's code writes for today's spec. */
class ShippedRecordingsTest {
  private static final Path SPEC_DIRECTORY = Path.of(System.getProperty("cambrian.root"), "spec");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CAMBRIAN-SPEC.md",
        "ECHO-SPEC.md",
        "ECHO-PYTHON-SPEC.md",
        "ECHO-NODE-SPEC.md",
        "examples/KEY-VALUE-SPEC.md",
        "examples/LINK-SHORTENER-SPEC.md",
        "examples/TEXT-SERVICE-SPEC.md",
        "examples/JOB-QUEUE-SPEC.md",
        "examples/FILE-STORE-SPEC.md"
      })
  void the_recorded_prompt_is_the_one_that_is_written_today(String fileName) {
    Spec spec = Specs.read(SPEC_DIRECTORY.resolve(fileName));
    Recordings recordings =
        Recordings.read(
            List.of(
                SPEC_DIRECTORY.resolve(
                    fileName.equals("CAMBRIAN-SPEC.md") ? "reproduction/genome" : "recordings")));

    Optional<Recording> recording =
        recordings.find(new Recording.Key(spec.hash(), Purpose.GENERATE, 1));

    assertThat(recording)
        .as(
            "%s has changed or was never recorded: record it anew with cambrian grow spec/%s --llm … --record DIR",
            fileName, fileName)
        .isPresent();
    Recording found = recording.orElseThrow();
    LlmRequest today =
        new Prompts(spec, GrowthOptions.of(found.request().model()))
            .ask(new Attempt(1, 1, found.request().model(), Optional.empty()), "");
    assertThat(found.request())
        .as("the prompts have changed since %s was recorded: record it anew", fileName)
        .isEqualTo(today);
    assertThat(AnswerParser.parse(found.answer().text(), spec.toolchain(), spec.artifactPath()))
        .isNotEmpty();
  }
}
