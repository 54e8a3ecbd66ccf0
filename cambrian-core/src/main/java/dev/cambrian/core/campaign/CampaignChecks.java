package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.examine.AdaptiveChecks;
import dev.cambrian.core.examine.ChecksFile;
import dev.cambrian.core.examine.Examiner;
import dev.cambrian.core.examine.FailureMode;
import dev.cambrian.core.examine.KnownGood;
import dev.cambrian.core.examine.WrittenContracts;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.ResumingClient;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.trial.TrialLock;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Has checks written against what failed most in a campaign that is over, and keeps those that its
 * known-good offspring keep, for the next campaigns of its base. Nothing that happens here changes
 * the campaign.
 */
public final class CampaignChecks {
  /** Of the question, beyond all that people ask of a spec. */
  static final int ORDINAL = 1_001;

  /** Each is built and run once more. */
  private static final int MOST_KNOWN_GOOD = 3;

  private final CampaignMeans means;
  private final Campaign campaign;
  private final Path file;

  private CampaignChecks(CampaignMeans means, Campaign campaign) {
    this.means = means;
    this.campaign = campaign;
    this.file = ChecksFile.of(means.home(), campaign.id());
  }

  /**
   * Whether there is something to do: the campaign came to its own end with trials that failed and
   * trials that did not, and its home has no checks of it.
   */
  public static boolean owed(Path home, Campaign campaign) {
    return ended(campaign)
        && !Files.exists(ChecksFile.of(home, campaign.id()))
        && scored(campaign).stream().anyMatch(CampaignEvent.TrialScored::viable)
        && scored(campaign).stream().anyMatch(it -> !it.viable() && it.reportBlob().isPresent());
  }

  /**
   * Does it: asks one question, the answer to which lies in {@code checks} of the campaign's
   * directory and is not asked for again, runs up to three viable offspring with the checks, those
   * of the base first, and writes those that all of them keep to {@link ChecksFile#of}. Never
   * throws.
   *
   * @param means whose verifier has no measures of its own
   * @return what came of it in one line, which may quote hostile text
   */
  public static String write(CampaignMeans means, Campaign campaign) {
    try (TrialLock _ = TrialLock.take(Campaigns.directory(means.home(), campaign.id()))) {
      return new CampaignChecks(means, campaign).write();
    } catch (LlmException e) {
      return "no checks are written, since the model gave no answer: " + e.getMessage();
    } catch (RuntimeException e) {
      // The campaign is over, with its result; a defect here is no part of it.
      return "no checks are written: " + (e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static boolean ended(Campaign campaign) {
    return campaign
        .finished()
        .map(it -> it.ending() == Ending.PROMOTED || it.ending() == Ending.BASE_STAYS)
        .orElse(false);
  }

  private static List<CampaignEvent.TrialScored> scored(Campaign campaign) {
    return campaign.trials().stream().flatMap(it -> it.scored().stream()).toList();
  }

  private String write() {
    if (!ended(campaign)) {
      return "no checks are written, since the campaign did not come to its own end";
    }
    if (Files.exists(file)) {
      return "the checks of the campaign are in %s already".formatted(file);
    }
    Optional<FailureMode> mode =
        FailureMode.dominant(TrialReports.of(means.history(), campaign).reports());
    if (mode.isEmpty()) {
      return "no checks are written, since nothing that ran has failed";
    }
    List<Trial> good = viable();
    if (good.isEmpty()) {
      return "no checks are written, since no offspring lived that they could be held against";
    }
    return against(mode.get(), good);
  }

  /** Of the base first: the checks are of its text. */
  private List<Trial> viable() {
    return campaign.trials().stream()
        .filter(it -> it.scored().map(CampaignEvent.TrialScored::viable).orElse(false))
        .sorted(Comparator.comparing(it -> it.started().node() != 0))
        .limit(MOST_KNOWN_GOOD)
        .toList();
  }

  private String against(FailureMode mode, List<Trial> good) {
    WrittenContracts written = ask(mode);
    List<Contract> contracts = written.kept();
    if (contracts.isEmpty()) {
      return "no checks are kept against '%s': %s"
          .formatted(mode.name(), written.unreadable().orElse("none that was written can be run"));
    }
    List<Integer> generations = new ArrayList<>();
    List<Map<String, ContractResult>> results = new ArrayList<>();
    Optional<String> aborted = Optional.empty();
    for (Trial trial : good) {
      int generation = trial.scored().orElseThrow().generation();
      switch (run(trial, generation, contracts)) {
        case Verification.Judged(ViabilityReport report) -> {
          if (report.viable()) {
            generations.add(generation);
            results.add(report.checks().health().sets().getOrDefault(CheckSet.ADAPTIVE, Map.of()));
          }
        }
        case Verification.Aborted(var _, String reason) -> aborted = Optional.of(reason);
      }
    }
    if (generations.isEmpty()) {
      return "no checks are kept against '%s': no known-good offspring could be run%s"
          .formatted(mode.name(), aborted.map(it -> ", " + it).orElse(" and lived again"));
    }
    return kept(mode, contracts, generations, KnownGood.of(contracts, results));
  }

  private String kept(
      FailureMode mode, List<Contract> contracts, List<Integer> generations, KnownGood known) {
    List<Contract> kept = known.validated(contracts);
    String told =
        "%d of %d checks against '%s' are kept, which the known-good generations %s keep"
            .formatted(kept.size(), contracts.size(), mode.name(), generations);
    if (kept.isEmpty()) {
      return told;
    }
    ChecksFile.write(
        means.home(),
        new AdaptiveChecks(
            campaign.id(),
            campaign.started().baseHash(),
            mode.name(),
            generations,
            AdaptiveChecks.LIFETIME,
            List.of(),
            kept));
    return "%s: %s".formatted(told, file);
  }

  private WrittenContracts ask(FailureMode mode) {
    CampaignSettings settings = campaign.settings();
    Examiner examiner =
        new Examiner(
            Campaigns.base(means.history(), campaign),
            settings.proposerModel(),
            settings.maxOutputTokens());
    Path directory = Campaigns.directory(means.home(), campaign.id()).resolve("checks");
    return examiner
        .ask(
            new ResumingClient(means.llm(), directory, means.clock()),
            examiner.request(mode, ORDINAL),
            LlmProgress.NONE)
        .contracts();
  }

  private Verification run(Trial trial, int generation, List<Contract> contracts) {
    GenerationRecord record = means.history().generation(generation).orElseThrow();
    return means
        .verifier()
        .verify(
            new VerificationRequest(
                    UUID.randomUUID().toString(),
                    generation,
                    means.home().resolve(record.artifactRef().orElseThrow()),
                    record.artifactHash().orElseThrow(),
                    spec(trial.started().node()))
                .withMeasures(Measures.NONE.with(CheckSet.ADAPTIVE, contracts)),
            VerificationListener.NONE);
  }

  private Spec spec(int node) {
    return Specs.parse(
        Campaigns.base(means.history(), campaign).fileName(),
        Campaigns.specBytes(means.history(), campaign.specHash(node)));
  }
}
