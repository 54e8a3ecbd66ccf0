package dev.cambrian.core.trial;

import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges the artifacts of one trial, each once: a verdict that an earlier run has got stands, so
 * that none can be had anew until it pleases. Nothing is measured against a baseline, which depends
 * on what was promoted before.
 */
public final class KeptVerdicts implements Verifier {
  private final Verifier verifier;
  private final List<ViabilityReport> kept = new ArrayList<>();

  /**
   * @param trial the directory with the reports
   * @param retries as many as there can be
   * @throws TrialException if a report cannot be read
   */
  public KeptVerdicts(Verifier verifier, Path trial, int retries) {
    this.verifier = verifier;
    for (int attempt = 1; attempt <= retries + 1; attempt++) {
      TrialFiles.content(TrialFiles.report(trial, attempt))
          .map(ReportCodec::decode)
          .ifPresent(kept::add);
    }
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    return kept(request)
        .<Verification>map(
            report -> new Verification.Judged(report.withGeneration(request.generation())))
        .orElseGet(() -> verifier.verify(request.withBaseline(Baseline.NONE), listener));
  }

  /** Each is taken once: a retry may well answer what has failed already. */
  private synchronized Optional<ViabilityReport> kept(VerificationRequest request) {
    for (ViabilityReport report : kept) {
      if (report.artifactHash().equals(Optional.of(request.artifactHash()))) {
        kept.remove(report);
        return Optional.of(report);
      }
    }
    return Optional.empty();
  }

  @Override
  public String isolation() {
    return verifier.isolation();
  }
}
