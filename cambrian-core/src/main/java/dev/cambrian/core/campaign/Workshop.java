package dev.cambrian.core.campaign;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.llm.ResumingClient;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.trial.TrialFiles;
import dev.cambrian.core.trial.TrialResult;
import dev.cambrian.core.trial.TrialRun;
import dev.cambrian.core.verdict.FailureKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes trials and asks for proposals; knows nothing of what is decided. For several threads. */
final class Workshop {
  private final CampaignMeans means;
  private final String campaign;
  private final CampaignListener listener;
  private final TrialRun trials;
  private final Path directory;
  private final String fileName;

  /**
   * @param fileName of the base, under which every spec of the campaign is grown
   */
  Workshop(CampaignMeans means, Campaign of, String fileName, CampaignListener listener) {
    this.means = means;
    this.campaign = of.id();
    this.fileName = fileName;
    this.listener = listener;
    this.directory = Campaigns.directory(means.home(), campaign);
    this.trials =
        new TrialRun(
            new TrialRun.Means(
                directory.resolve("trials"),
                options(of.settings(), campaign),
                means.llm(),
                means.verifier(),
                means.history(),
                means.home(),
                means.archive(),
                means.clock(),
                means.pause(),
                means.cost()),
            listener::tell);
  }

  /** A trial is the first answer as it came. */
  static GrowthOptions options(CampaignSettings settings, String campaign) {
    return GrowthOptions.of(settings.model())
        .withMaxRetries(0)
        .withMaxParseRetries(0)
        .withMaxOutputTokens(settings.maxOutputTokens())
        .withCampaignId(campaign);
  }

  Path directory() {
    return directory;
  }

  /** A spec of the campaign. */
  Spec spec(String hash) {
    return Specs.parse(fileName, Campaigns.specBytes(means.history(), hash));
  }

  /** Does it; never throws. */
  Work.Done done(Work work) {
    try {
      return switch (work) {
        case Work.OfTrial trial -> trial(trial);
        case Work.OfProposal proposal -> proposal(proposal);
      };
    } catch (RuntimeException e) {
      return Thread.currentThread().isInterrupted() && e instanceof CambrianException
          ? new Work.Left()
          : new Work.Broken(e);
    }
  }

  private Work.Done trial(Work.OfTrial work) {
    int number = work.started().trial();
    TrialResult result =
        trials.make(spec(work.specHash()), number, it -> listener.grows(number, it));
    if (result.counts()) {
      return new Work.Scored(scored(work, result));
    }
    FailureKind kind = result.growth().failure().orElseThrow();
    String reason = result.growth().reason();
    if (kind == FailureKind.CANCELLED) {
      return new Work.Left();
    }
    boolean answered = !recordings(TrialFiles.trial(directory.resolve("trials"), number)).isEmpty();
    return answered && waits(kind)
        ? new Work.Waits("%s: %s".formatted(kind.id(), reason))
        : new Work.Voided(
            new CampaignEvent.TrialVoided(
                campaign, number, kind, reason, Optional.of(spent(number))));
  }

  /**
   * Whether the machine lacks what judges any artifact, so that an answer that was paid for is kept
   * until it can be judged. A rig that breaks may break at this one artifact again and again.
   */
  private static boolean waits(FailureKind kind) {
    return switch (kind) {
      case DAEMON_GONE, IMAGE_MISSING, RESOURCE -> true;
      case RIG_CRASHED, TIMED_OUT, CRASHED, MODEL_UNAVAILABLE, BUDGET_EXHAUSTED -> false;
      case CANCELLED, SUPERSEDED, NON_VIABLE, UNREADABLE_ANSWER, INCOMPLETE_ANSWER -> false;
    };
  }

  private CampaignEvent.TrialScored scored(Work.OfTrial work, TrialResult result) {
    int number = work.started().trial();
    GenerationRecord record = means.history().generation(result.generation()).orElseThrow();
    CampaignEvent.Spent spent = spent(number);
    Optional<FailureKind> failure =
        result.growth().failure().filter(it -> it != FailureKind.NON_VIABLE);
    return new CampaignEvent.TrialScored(
        campaign,
        number,
        result.generation(),
        result.viable(),
        failure,
        failure.isPresent() ? Optional.empty() : record.failureStage(),
        failure.isPresent() ? Optional.empty() : record.reportBlob(),
        spent.usage(),
        spent.usageKnown(),
        spent.costMicroUsd(),
        since(work.startedAt()));
  }

  /** What the recorded answers of a trial took, whatever became of it. */
  private CampaignEvent.Spent spent(int trial) {
    TokenUsage usage = TokenUsage.NONE;
    boolean known = true;
    OptionalLong cost = OptionalLong.of(0);
    for (Recording recording : recordings(TrialFiles.trial(directory.resolve("trials"), trial))) {
      LlmAnswer answer = recording.answer();
      usage = usage.plus(answer.usage());
      known &= answer.usageKnown();
      OptionalLong price = price(answer);
      cost =
          cost.isPresent() && price.isPresent()
              ? OptionalLong.of(cost.getAsLong() + price.getAsLong())
              : OptionalLong.empty();
    }
    return new CampaignEvent.Spent(usage, known, cost);
  }

  private Duration since(Instant start) {
    Duration elapsed = Duration.between(start, means.clock().instant());
    return elapsed.isNegative() ? Duration.ZERO : elapsed;
  }

  /** A replay costs nothing. */
  OptionalLong price(LlmAnswer answer) {
    return answer.replayed() ? OptionalLong.of(0) : means.cost().apply(answer);
  }

  private Work.Done proposal(Work.OfProposal work) {
    Path place = place(work.asked().proposal());
    ResumingClient llm = new ResumingClient(means.llm(), place, means.clock());
    try {
      listener.tell(
          "proposal %02d: asks for %s of section %s"
              .formatted(
                  work.asked().proposal(),
                  work.asked().operator().id(),
                  work.asked().section().orElse("")));
      llm.answer(work.request(), LlmProgress.NONE);
      // What was written counts: an answer that an earlier run had got is not marked as replayed.
      return new Work.Proposed(work, recordings(place).getFirst().answer());
    } catch (LlmException e) {
      return switch (e) {
        case LlmException.Interrupted interrupted -> new Work.Left();
        case LlmException.BudgetExhausted cap -> abandoned(work, FailureKind.BUDGET_EXHAUSTED, cap);
        case LlmException.Unavailable gone -> abandoned(work, FailureKind.MODEL_UNAVAILABLE, gone);
        case LlmException.NotRecorded none -> abandoned(work, FailureKind.MODEL_UNAVAILABLE, none);
        case LlmException.Refused refused -> new Work.Broken(refused);
      };
    }
  }

  private Work.Done abandoned(Work.OfProposal work, FailureKind kind, LlmException why) {
    return new Work.Abandoned(
        new CampaignEvent.ProposalAbandoned(
            campaign, work.asked().proposal(), kind, String.valueOf(why.getMessage())));
  }

  /** The recordings of a proposal. */
  Path place(int proposal) {
    return TrialFiles.trial(directory.resolve("proposals"), proposal);
  }

  private static List<Recording> recordings(Path place) {
    return Recordings.read(List.of(place)).all();
  }
}
