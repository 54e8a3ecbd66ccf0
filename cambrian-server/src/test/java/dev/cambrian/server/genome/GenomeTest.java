package dev.cambrian.server.genome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.AnswerParser;
import dev.cambrian.core.artifact.AnswerRejectedException;
import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.llm.TokenEstimate;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.ExpectationCheck;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecLint;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the genome gives to copy does what the library does, and its vectors say the same. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class GenomeTest {
  private static final int CASES = 2_000;
  private static final Path SPECS = Page.ROOT.resolve("spec");
  private static final Spec GENOME = Specs.read(SPECS.resolve("CAMBRIAN-SPEC.md"));

  /** Whatever an answer may be made of, and what it must not be taken for. */
  private static final List<String> PIECES =
      List.of(
          "<file path=\"a.txt\">\n",
          "<file path=\"src/b.txt\"> \n",
          "<file path=\"src/B.TXT\">\n",
          "<file path=\"a.txt/c\">\n",
          "<file path=\"spec/X-SPEC.md\">\n",
          "<file path='d'>\n",
          "<file path=\"\">\n",
          " <file path=\"e\">\n",
          "</file:end>\n",
          "</file:end>",
          "</file:end>\r\n",
          " </file:end>\n",
          "</file:end> \n",
          "text\n",
          "\n",
          "\r",
          "\r\n",
          "\u2028",
          "é😀");

  private static final List<String> SEGMENTS =
      List.of(
          "a",
          "A",
          "b.txt",
          ".",
          "..",
          "",
          "-a",
          "~a",
          "a.",
          "a ",
          ".git",
          "GIT~1",
          ".mvn",
          "mvnw",
          "Gradlew",
          "gradle",
          "wrapper",
          "manifest.json",
          "MANIFEST.JSON",
          "spec",
          "X-SPEC.md",
          "a:b",
          "a%41",
          "a%4",
          "é",
          "a\tb",
          "x".repeat(198),
          "...a",
          "con");

  private static final List<Toolchain> TOOLCHAINS =
      List.of(Toolchain.JAVA, Toolchain.PYTHON, Toolchain.NODE);

  @TempDir private static Path directory;
  private static WrittenPrime prime;

  @BeforeAll
  static void start() throws Exception {
    prime = WrittenPrime.start(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    prime.close();
  }

  @Test
  void it_lints_clean_and_gives_the_code_that_it_says_is_given() {
    assertThat(SpecLint.lint("CAMBRIAN-SPEC.md", Specs.bytes(SPECS.resolve("CAMBRIAN-SPEC.md"))))
        .isEmpty();
    assertThat(WrittenPrime.given())
        .containsExactlyInAnyOrder(
            "AnswerStream",
            "FakeHost",
            "FileBlocks",
            "Hashes",
            "Json",
            "Model",
            "PathRules",
            "Prompts",
            "SpecFile");
    assertThat(GENOME.frozenBlocks())
        .extracting(it -> it.name())
        .containsExactly("invariants", "acceptance-vectors");
  }

  static Stream<Contract> checks() {
    return Stream.concat(GENOME.contracts().stream(), GENOME.vectors().stream());
  }

  @ParameterizedTest
  @MethodSource("checks")
  void every_contract_and_vector_holds_for_the_code_that_it_gives(Contract contract)
      throws Exception {
    Contract asked = contract.withGeneration(WrittenPrime.GENERATION);

    WrittenPrime.Answer answer = prime.ask(asked);

    assertThat(
            ExpectationCheck.mismatches(
                asked.expect(),
                answer.status(),
                answer.headers(),
                answer.body().getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("checks")
  void the_library_reads_the_answer_of_a_vector_as_the_vector_expects(Contract contract) {
    if (!contract.path().equals("/parse") || contract.body().isEmpty()) {
      return;
    }
    JsonNode body = contract.body().get();

    Optional<Map<String, String>> read = parsed(spec(body), body.path("answer").asString());

    assertThat(contract.expect().status()).isEqualTo(read.isPresent() ? 200 : 422);
    read.ifPresent(
        files ->
            assertThat(contract.expect().body().orElseThrow().path("files"))
                .isEqualTo(json(files)));
  }

  @ParameterizedTest
  @MethodSource("checks")
  void the_library_finds_the_artifact_of_a_vector_sound(Contract contract) {
    if (!contract.path().equals("/manifest") || contract.body().isEmpty()) {
      return;
    }
    JsonNode body = contract.body().get();

    assertSound(spec(body), body.path("answer").asString(), contract.expect().body().orElseThrow());
  }

  @Test
  void any_answer_is_read_as_the_library_reads_it() throws Exception {
    Random random = new Random(5);
    int readable = 0;
    for (int i = 0; i < CASES; i++) {
      StringBuilder answer = new StringBuilder();
      for (int pieces = random.nextInt(9); pieces >= 0; pieces--) {
        answer.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      readable += assertSame(answer.toString(), Toolchain.JAVA) ? 1 : 0;
    }
    assertThat(readable).isBetween(CASES / 20, CASES * 19 / 20);
  }

  @Test
  void any_paths_are_taken_and_refused_as_the_library_does() throws Exception {
    Random random = new Random(6);
    int legal = 0;
    for (int i = 0; i < CASES; i++) {
      StringBuilder answer = new StringBuilder();
      for (int paths = random.nextInt(3); paths >= 0; paths--) {
        StringBuilder path = new StringBuilder(SEGMENTS.get(random.nextInt(SEGMENTS.size())));
        for (int deeper = random.nextInt(random.nextInt(10) == 0 ? 14 : 3); deeper > 0; deeper--) {
          path.append('/')
              .append(SEGMENTS.get(random.nextInt(random.nextInt(5) == 0 ? SEGMENTS.size() : 3)));
        }
        answer.append("<file path=\"").append(path).append("\">\nx\n</file:end>\n");
      }
      legal += assertSame(answer.toString(), TOOLCHAINS.get(random.nextInt(3))) ? 1 : 0;
    }
    assertThat(legal).isBetween(CASES / 20, CASES * 19 / 20);
  }

  static List<Path> specs() throws IOException {
    try (Stream<Path> files = Files.walk(SPECS)) {
      return files.filter(it -> it.toString().endsWith("-SPEC.md")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void every_spec_of_the_project_is_read_as_the_library_reads_it(Path file) throws Exception {
    Spec spec = Specs.read(file);
    String answer = "<file path=\"z\">\n1\n</file:end>\n<file path=\"a/b\">\n\n</file:end>\n";

    WrittenPrime.Answer manifest = prime.post("/manifest", request(spec, answer));
    WrittenPrime.Answer prompt = prime.post("/prompt", request(spec, answer));

    assertThat(manifest.status()).isEqualTo(200);
    assertSound(spec, answer, manifest.json());
    assertThat(manifest.json().path("toolchain").asString()).isEqualTo(spec.toolchain().id());
    assertThat(manifest.json().path("entry"))
        .isEqualTo(
            Json.object()
                .put("build", spec.entry().build())
                .put("test", spec.entry().test())
                .put("start", spec.entry().start())
                .put("health", spec.entry().health()));
    JsonNode messages = prompt.json().path("messages");
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).path("content").asString()).contains(spec.text().strip());
    spec.systemPrompt()
        .ifPresent(
            it -> assertThat(prompt.json().path("system").asString()).startsWith(it.strip()));
  }

  @Test
  void a_first_request_of_a_prime_is_its_spec_and_at_most_2500_tokens() throws Exception {
    JsonNode prompt = prime.post("/prompt", request(GENOME, "")).json();

    long asked =
        TokenEstimate.of(prompt.path("system").asString())
            + TokenEstimate.of(prompt.path("messages").get(0).path("content").asString());

    assertThat(asked)
        .isBetween(TokenEstimate.of(GENOME.text()), TokenEstimate.of(GENOME.text()) + 2_500);
  }

  /** What the organisms of the shipped reproduction asked. */
  @ParameterizedTest
  @CsvSource({"CAMBRIAN-SPEC.md, 2", "CAMBRIAN-SPEC.md, 3", "ECHO-SPEC.md, 1"})
  void a_recorded_question_of_a_prime_is_the_one_that_it_asks_today(String name, int ordinal)
      throws Exception {
    Spec spec = Specs.read(SPECS.resolve(name));
    Recordings recordings = Recordings.read(List.of(SPECS.resolve("reproduction")));

    Optional<Recording> recording =
        recordings.find(new Recording.Key(spec.hash(), Purpose.GENERATE, ordinal));
    JsonNode prompt = prime.post("/prompt", request(spec, "")).json();

    assertThat(recording)
        .as(
            "%s has changed: record spec/reproduction anew with cambrian reproduce --depth 4 --llm … --record DIR",
            name)
        .isPresent();
    LlmRequest asked = recording.orElseThrow().request();
    assertThat(asked.system())
        .as("the prompts of the genome have changed: record spec/reproduction anew")
        .isEqualTo(prompt.path("system").asString());
    assertThat(asked.messages()).hasSize(1);
    assertThat(asked.messages().getFirst().text())
        .isEqualTo(prompt.path("messages").get(0).path("content").asString());
  }

  @Test
  void the_recorded_generations_are_different_answers() {
    Recordings recordings = Recordings.read(List.of(SPECS.resolve("reproduction/genome")));

    assertThat(recordings.all()).hasSize(3);
    assertThat(recordings.all().stream().map(it -> it.answer().text())).doesNotHaveDuplicates();
  }

  /** Whether it is readable. */
  private static boolean assertSame(String answer, Toolchain toolchain) throws Exception {
    Spec spec =
        Specs.parse(
            "X-SPEC.md",
            "---\ntitle: X\nversion: '1'\ntoolchain: %s\n---\n# X\n"
                .formatted(toolchain.id())
                .getBytes(StandardCharsets.UTF_8));
    Optional<Map<String, String>> expected = parsed(spec, answer);

    WrittenPrime.Answer found = prime.post("/parse", request(spec, answer));

    assertThat(found.status())
        .as(Json.write(request(spec, answer)))
        .isEqualTo(expected.isPresent() ? 200 : 422);
    expected.ifPresent(files -> assertThat(found.json().path("files")).isEqualTo(json(files)));
    return expected.isPresent();
  }

  private static Optional<Map<String, String>> parsed(Spec spec, String answer) {
    try {
      Map<String, String> files = new HashMap<>();
      AnswerParser.parse(answer, spec.toolchain(), spec.artifactPath())
          .forEach((path, content) -> files.put(path, new String(content, StandardCharsets.UTF_8)));
      return Optional.of(files);
    } catch (AnswerRejectedException e) {
      return Optional.empty();
    }
  }

  private static void assertSound(Spec spec, String answer, JsonNode manifest) {
    NavigableMap<String, byte[]> files =
        AnswerParser.parse(answer, spec.toolchain(), spec.artifactPath());
    Map<String, byte[]> contents = new HashMap<>(files);
    contents.put(spec.artifactPath(), spec.text().getBytes(StandardCharsets.UTF_8));
    contents.put("manifest.json", Json.write(manifest).getBytes(StandardCharsets.UTF_8));

    assertThat(ArtifactReader.check(directory, contents, spec))
        .isInstanceOf(ArtifactReader.Sound.class);
  }

  private static Spec spec(JsonNode body) {
    return Specs.parse(
        body.path("spec-name").asString("X-SPEC.md"),
        // No spec is empty; what a Prime makes of none counts as this.
        body.path("spec").asString("# X\n").getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode request(Spec spec, String answer) {
    return Json.object()
        .put("spec-name", spec.fileName())
        .put("spec", spec.text())
        .put("answer", answer);
  }

  private static ObjectNode json(Map<String, String> files) {
    ObjectNode json = Json.object();
    files.forEach(json::put);
    return json;
  }
}
