package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.FrozenBlock;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecLint;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.cli.WrittenCampaign.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The specs that campaigns begin with can be followed, and their checks tell right from wrong. */
final class CampaignSpecsTest {

  private static final List<Mistake> DIGEST =
      List.of(
          mistake("first-text", "\"bytes\": len", "\"length\": len"),
          mistake("text-without-content", "or not canonical(value)", "or not value"),
          mistake("nothing-under-this-address", "\"no such address\"", "\"not found\""),
          mistake("text-that-is-kept-already", "200 if address in self._texts else 201", "201"),
          mistake("text-that-is-kept-already", "line.rstrip(\" \\t\")", "line"),
          mistake("text-of-several-lines", ".replace(\"\\r\", \"\\n\")", ""),
          mistake("text-of-several-lines", "line.rstrip(\" \\t\")", "line.strip(\" \\t\")"),
          mistake("text-of-several-lines", ".rstrip(\"\\n\")\n", "+ \"\\n\"\n"),
          mistake("text-beyond-ascii", "len(text.encode(\"utf-8\"))", "len(text)"),
          mistake(
              "text-beyond-ascii",
              "canonical(text).encode(\"utf-8\")",
              "canonical(text).encode(\"latin-1\")"),
          mistake(
              "canonical-form-is-answered",
              "self._texts[address] = text",
              "self._texts[address] = value"),
          mistake("list-of-three", "\"texts\": len(value)", "\"texts\": len(set(value))"),
          mistake("list-of-three", "[\"list\", *addresses]", "[\"list\", *sorted(addresses)]"),
          mistake(
              "list-of-an-unknown-text",
              "if not all(each in self._texts for each in value):",
              "if not any(each in self._texts for each in value):"),
          mistake(
              "list-of-what-is-no-address",
              "isinstance(each, str) and ADDRESS.fullmatch(each)",
              "isinstance(each, str)"),
          mistake(
              "number-is-no-text",
              "isinstance(value, str) or not canonical(value)",
              "value or not canonical(value := str(value))"),
          mistake(
              "method-goes-before-the-address",
              "else \"GET\"):\n",
              "else \"GET\") and not kept:\n"));

  private static final String KEY =
      "KEY = b\"7d1f4c0a92e85b36d4470fb1c6e3982ab05e617d38c9f2146ba78d03e5914fc2\"";
  private static final String DECODED =
      "KEY = bytes.fromhex(\"7d1f4c0a92e85b36d4470fb1c6e3982ab05e617d38c9f2146ba78d03e5914fc2\")";
  private static final String BY_NAME = "in sorted(link[\"parameters\"].items())";
  private static final String AS_RECEIVED = "in link[\"parameters\"].items()";

  private static final List<Mistake> SIGNED =
      List.of(
          mistake("link", "\"signature\": signature(link)}", "\"hmac\": signature(link)}"),
          mistake(
              "signature-of-nothing",
              "hmac.compare_digest(link[\"signature\"], signature(link))",
              "True"),
          mistake(
              "no-parameters",
              "value.get(\"expires\"), value.get(\"parameters\")",
              "value.get(\"expires\"), value.get(\"parameters\", {})"),
          mistake(
              "link-without-parameters",
              "line + \"\\n\" for line in lines",
              "\"\\n\" + line for line in lines"),
          mistake("link-without-parameters", KEY, DECODED),
          mistake("link-with-parameters", BY_NAME, AS_RECEIVED),
          mistake(
              "link-with-parameters",
              "[\"parameters\"].items())]",
              "[\"parameters\"].items()) if value]"),
          mistake("signature-that-belongs", KEY, DECODED),
          mistake(
              "signature-that-belongs",
              "link[\"signature\"], signature(link)",
              "link[\"signature\"], link_id(link)"),
          mistake(
              "signature-of-another-link",
              "link[\"path\"], str(link[\"expires\"])",
              "link[\"path\"], str(link[\"expires\"] // 10 * 10)"),
          mistake("signature-in-capitals", "[0-9a-f]{64}", "[0-9a-fA-F]{64}"),
          mistake("true-is-no-time", "type(expires) is not int", "not isinstance(expires, int)"),
          mistake("number-is-no-value", "is_text(v, VALUE)", "is_text(str(v), VALUE)"),
          mistake("path-with-a-blank", "A-Za-z0-9/._-]", "A-Za-z0-9/._ -]"),
          mistake("line-feed-in-a-value", "[ -~]{0,60}", "[ -~\\n]{0,60}"),
          mistake(
              "method-goes-before-the-body",
              "\"GET\" if path == \"/health\" else \"POST\"",
              "\"GET\" if path == \"/health\" else self.command"));

  @TempDir Path directory;

  private static Mistake mistake(String check, String... replacements) {
    return new Mistake(check, List.of(replacements));
  }

  private static List<Mistake> mistakes(WrittenCampaign campaign) {
    return switch (campaign) {
      case DIGEST -> DIGEST;
      case SIGNED -> SIGNED;
    };
  }

  @ParameterizedTest
  @EnumSource
  void lint_finds_nothing(WrittenCampaign campaign) {
    Path spec = campaign.specFile();

    assertThat(SpecLint.lint(spec.getFileName().toString(), Specs.bytes(spec))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void what_a_person_wrote_is_viable(WrittenCampaign campaign) throws IOException {
    Run run = campaign.judged(directory, campaign.specFile(), campaign.source(), campaign.tests());

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("is viable and promoted");
  }

  @ParameterizedTest
  @EnumSource
  void each_check_but_that_of_health_fails_where_something_is_wrong(WrittenCampaign campaign)
      throws Exception {
    assertThat(campaign.broken(directory, campaign.source())).isEmpty();
    TreeSet<String> unproven = new TreeSet<>();
    Spec spec = campaign.spec();
    Stream.concat(spec.contracts().stream(), spec.vectors().stream())
        .map(Contract::name)
        .forEach(unproven::add);

    for (Mistake mistake : mistakes(campaign)) {
      assertThat(campaign.broken(directory, mistake.in(campaign.source())))
          .as(mistake.toString())
          .contains(mistake.check());
      unproven.remove(mistake.check());
    }
    assertThat(unproven).containsExactly("health");
  }

  @Test
  void the_mended_spec_differs_in_the_three_planted_sections_alone() throws IOException {
    Spec planted = WrittenCampaign.SIGNED.spec();
    Spec mended = Specs.parse(planted.fileName(), Files.readAllBytes(mended()));

    assertThat(SpecLint.lint("SIGNED-SPEC.md", Specs.bytes(mended()))).isEmpty();
    assertThat(mended.entry()).isEqualTo(planted.entry());
    assertThat(mended.contractsJson()).isEqualTo(planted.contractsJson());
    assertThat(mended.vectors()).isEqualTo(planted.vectors());
    assertThat(mended.frozenBlocks().stream().map(FrozenBlock::text))
        .containsExactlyElementsOf(planted.frozenBlocks().stream().map(FrozenBlock::text).toList());
    Map<String, String> before = sections(planted.text());
    Map<String, String> after = sections(mended.text());
    assertThat(new ArrayList<>(after.keySet())).isEqualTo(new ArrayList<>(before.keySet()));
    assertThat(
            before.entrySet().stream()
                .filter(it -> !it.getValue().equals(after.get(it.getKey())))
                .map(Map.Entry::getKey))
        .containsExactly("## 3. Text of a link", "### 4.1 Examples", "### 5.1 Key");
  }

  @Test
  void what_a_person_wrote_is_viable_for_the_mended_spec_too() throws IOException {
    Path spec = Files.copy(mended(), directory.resolve("SIGNED-SPEC.md"));
    WrittenCampaign signed = WrittenCampaign.SIGNED;

    assertThat(signed.judged(directory, spec, signed.source(), signed.tests()).exit()).isZero();
  }

  @Test
  void a_wrong_reading_fails_at_vectors_and_no_contract() throws Exception {
    WrittenCampaign signed = WrittenCampaign.SIGNED;

    assertThat(signed.broken(directory, mistake("order", BY_NAME, AS_RECEIVED).in(signed.source())))
        .containsExactly("link-with-parameters");
    assertThat(signed.broken(directory, mistake("decoded", KEY, DECODED).in(signed.source())))
        .containsExactly(
            "link-without-parameters", "link-with-parameters", "signature-that-belongs");
  }

  @Test
  void who_believes_the_planted_example_fails_at_the_tests() throws IOException {
    WrittenCampaign signed = WrittenCampaign.SIGNED;
    String planted = "64a43abea79804009b0ded34b08af552a2487ebde1eee80602e0307a385c0760";
    assertThat(signed.spec().text()).contains(planted);

    Run run =
        judgedWithTests(
            signed, "f254ddcd31d1fae95ee8628de79b9125b414540c6f5114c3189b43869c834a89", planted);

    assertThat(run.exit()).as(run.toString()).isOne();
    assertThat(run.toString()).contains("test_identifiers_are_digests");
  }

  @Test
  void who_invents_an_address_fails_at_the_tests() throws IOException {
    Run run =
        judgedWithTests(
            WrittenCampaign.DIGEST,
            "a36c2a0649367ff4fe1a6fdef888a9aead186b30e483691cdce52f4e4fccebc2",
            "53039f8032974dad397bb3a6c74270583b28a8644d952340c688dae79877851b");

    assertThat(run.exit()).as(run.toString()).isOne();
    assertThat(run.toString()).contains("test_addresses_never_change");
  }

  private Run judgedWithTests(WrittenCampaign campaign, String right, String wrong)
      throws IOException {
    String tests = campaign.tests().replace(right, wrong);
    assertThat(tests).isNotEqualTo(campaign.tests());
    return campaign.judged(directory, campaign.specFile(), campaign.source(), tests);
  }

  private static Path mended() {
    return WrittenCampaign.SIGNED.resource("MENDED.md");
  }

  /** What stands under each heading, by the heading. */
  private static Map<String, String> sections(String text) {
    Map<String, String> sections = new LinkedHashMap<>();
    String heading = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith("#")) {
        heading = line;
      }
      sections.merge(heading, line + "\n", String::concat);
    }
    return sections;
  }
}
