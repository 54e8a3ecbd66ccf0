package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.Pause;
import dev.cambrian.core.campaign.CampaignListener;
import dev.cambrian.core.campaign.CampaignMeans;
import dev.cambrian.core.campaign.CampaignRunner;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.git.GitArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A campaign whose model and rig answer at once: what is left is the engine with all that it
 * writes, generations, recordings and git included.
 */
final class CampaignBench {
  private static final double MOST_MILLIS = 100;
  private static final double MOST_RESUME_SECONDS = 2;

  private final Path home;
  private final int trials;
  private final List<Long> scored = new ArrayList<>();

  private CampaignBench(Path home, int trials) {
    this.home = home;
    this.trials = trials;
  }

  static List<Reading> run(Workspace workspace, Scale scale) throws IOException {
    int trials = scale.generations().get(1);
    return new CampaignBench(workspace.directory("campaign"), trials).measure();
  }

  private List<Reading> measure() {
    String id;
    try (History history = history()) {
      id =
          Campaigns.start(
              history,
              Optional.empty(),
              Instant.SPEC,
              new CampaignSettings(
                  Arm.TREE, false, "m", "m", 1, trials, 1, 1_000, 0, 0, Rules.DEFAULT),
              Optional.empty());
    }
    long begun = System.nanoTime();
    go(id, trials - 1);
    long first = scored.get(Math.max(1, trials / 10) - 1) - begun;
    long all = scored.getLast() - begun;
    double early = first / 1e6 / Math.max(1, trials / 10);
    double mean = all / 1e6 / scored.size();
    long before = usedMemory();
    long opened = System.nanoTime();
    long[] decided = new long[1];
    long[] held = new long[1];
    try (History history = history();
        GitArchive archive = new GitArchive(home.resolve("generations.git"), Clock.systemUTC())) {
      CampaignRunner[] runner = new CampaignRunner[1];
      runner[0] =
          runner(
              history,
              archive,
              id,
              event -> {
                if (decided[0] == 0) {
                  decided[0] = System.nanoTime();
                  runner[0].stop();
                }
              });
      runner[0].run();
      held[0] = usedMemory() - before;
    }
    return List.of(
        Reading.atMost(
            Part.CAMPAIGN,
            "a trial of a campaign, model and rig answering at once, over %d trials"
                .formatted(scored.size()),
            mean,
            Reading.Unit.MILLIS,
            MOST_MILLIS,
            String.format(Locale.ROOT, "%.1f ms at the beginning", early)),
        Reading.atMost(
            Part.CAMPAIGN,
            "a campaign after %d trials, opened and gone on with".formatted(scored.size()),
            (decided[0] - opened) / 1e9,
            Reading.Unit.SECONDS,
            MOST_RESUME_SECONDS,
            "to its next decision"),
        Reading.atMost(
            Part.CAMPAIGN,
            "its memory then",
            held[0] / 1e6,
            Reading.Unit.MEGABYTES,
            20,
            "heap in use more than before, garbage collected"));
  }

  /** Runs it until so many trials have a verdict. */
  private void go(String id, int until) {
    try (History history = history();
        GitArchive archive = new GitArchive(home.resolve("generations.git"), Clock.systemUTC())) {
      CampaignRunner[] runner = new CampaignRunner[1];
      runner[0] =
          runner(
              history,
              archive,
              id,
              event -> {
                if (event instanceof CampaignEvent.TrialScored) {
                  scored.add(System.nanoTime());
                  if (scored.size() == until) {
                    runner[0].stop();
                  }
                }
              });
      runner[0].run();
      if (scored.size() < until) {
        throw new BenchException("the campaign ended after %d trials".formatted(scored.size()));
      }
    }
  }

  private CampaignRunner runner(
      History history, GitArchive archive, String id, CampaignListener listener) {
    Instant world = new Instant(scored.size());
    return new CampaignRunner(
        new CampaignMeans(
            history,
            world,
            world,
            home,
            archive,
            Clock.systemUTC(),
            Pause.SLEEP,
            answer -> OptionalLong.of(1)),
        id,
        listener);
  }

  private History history() {
    return History.open(home.resolve("history.db"));
  }

  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** A model and a rig that answer at once; every other artifact is viable. */
  private static final class Instant implements LlmClient, Verifier {
    static final Spec SPEC =
        Specs.parse(
            "BENCH-SPEC.md",
            """
            ---
            title: Bench
            version: 1.0.0
            toolchain: python
            ---
            # Bench

            ## Advice

            Do it well.
            """
                .getBytes(UTF_8));

    private final AtomicInteger number;

    Instant(int from) {
      number = new AtomicInteger(from);
    }

    @Override
    public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
      int n = number.incrementAndGet();
      String text =
          request.purpose() == Purpose.PROPOSE
              ? "<file path=\"section.md\">\n## Advice\n\nDo it well, %d times.\n</file:end>\n"
                  .formatted(n)
              : "<file path=\"app.py\">\nprint(%d)\n</file:end>\n".formatted(n);
      return new LlmAnswer(
          text,
          "command",
          "m",
          LlmAnswer.StopReason.COMPLETE,
          TokenUsage.of(100, 10),
          true,
          Duration.ofMillis(1));
    }

    @Override
    public Verification verify(VerificationRequest request, VerificationListener listener) {
      return HeldVerifier.judged(request, request.generation() % 2 == 0);
    }

    @Override
    public String isolation() {
      return "none, since nothing runs";
    }
  }
}
