package dev.cambrian.core.event;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something that happened, for ever. The stored type is the explicit name in {@code EventCodec},
 * never the class name; consumers switch over the sealed set without a default.
 */
public sealed interface Event {

  /** Events of the stream {@code generation/N}. */
  sealed interface OfGeneration extends Event {
    /** At least 1. */
    int generation();
  }

  /** Events of the stream {@code organism/N}. */
  sealed interface OfOrganism extends Event {
    /** At least 0; a hand-made artifact may run too. */
    int generation();
  }

  /** Events of the stream {@code spec/HASH}. */
  sealed interface OfSpec extends Event {
    String specHash();
  }

  /** Events of the stream {@code campaign/ID}. */
  sealed interface OfCampaign extends Event permits CampaignEvent {
    /** Of the form {@link CampaignEvent#ID}. */
    String campaignId();
  }

  /**
   * {@code generation.started}: the number is taken.
   *
   * @param parent who produces it, an earlier generation; 0: the core's pipeline
   * @param attempt from 1 within one growth; above 1 it is an informed retry
   * @param retryOf the failed, earlier generation whose code and diagnostics the model sees
   * @param candidate from 1; which of several parallel candidates of the same attempt
   * @param model that is going to be asked
   * @param createdAt when, for a generation that another system grew and that was imported; cut to
   *     milliseconds. Without it the event's own time tells.
   */
  record GenerationStarted(
      int generation,
      int parent,
      String specHash,
      int attempt,
      Optional<Integer> retryOf,
      int candidate,
      String model,
      Optional<String> campaignId,
      Optional<Instant> createdAt)
      implements OfGeneration {
    /** Of a generation that begins now. */
    public GenerationStarted(
        int generation,
        int parent,
        String specHash,
        int attempt,
        Optional<Integer> retryOf,
        int candidate,
        String model,
        Optional<String> campaignId) {
      this(
          generation,
          parent,
          specHash,
          attempt,
          retryOf,
          candidate,
          model,
          campaignId,
          Optional.empty());
    }

    public GenerationStarted {
      EventChecks.atLeast(1, "generation", generation);
      EventChecks.atLeast(0, "parent", parent);
      EventChecks.earlier("parent", Optional.of(parent), generation);
      EventChecks.hash("specHash", specHash);
      EventChecks.atLeast(1, "attempt", attempt);
      retryOf.ifPresent(other -> EventChecks.atLeast(1, "retryOf", other));
      EventChecks.earlier("retryOf", retryOf, generation);
      EventChecks.atLeast(1, "candidate", candidate);
      createdAt = EventChecks.time("createdAt", createdAt);
    }
  }

  /**
   * {@code llm.answered}: a whole answer came. What the core asked for a generation belongs to that
   * generation's stream; what an organism asked through the gateway belongs to the organism's.
   *
   * @param generation that the answer is for, at least 1; of an organism the generation that runs,
   *     at least 0
   * @param ordinal see {@link dev.cambrian.core.llm.LlmRequest#ordinal()}
   * @param requestBlob hash of the request in the blob store, JSON
   * @param answerBlob hash of the answer's text in the blob store
   * @param costMicroUsd millionths of a US dollar; empty where the price is unknown, 0 for a replay
   * @param elapsed cut to milliseconds
   * @param organismId the organism that asked; empty for the core's own request
   */
  record LlmAnswered(
      int generation,
      Purpose purpose,
      int ordinal,
      String provider,
      String model,
      String producerModel,
      LlmAnswer.StopReason stopReason,
      TokenUsage usage,
      boolean usageKnown,
      OptionalLong costMicroUsd,
      Duration elapsed,
      String requestBlob,
      String answerBlob,
      Optional<String> organismId)
      implements Event {
    public LlmAnswered {
      EventChecks.atLeast(organismId.isPresent() ? 0 : 1, "generation", generation);
      EventChecks.atLeast(1, "ordinal", ordinal);
      costMicroUsd.ifPresent(cost -> EventChecks.atLeast(0, "costMicroUsd", cost));
      elapsed = EventChecks.elapsed(elapsed);
      EventChecks.hash("requestBlob", requestBlob);
      EventChecks.hash("answerBlob", answerBlob);
    }
  }

  /**
   * {@code answer.rejected}: the answer is no artifact.
   *
   * @param rule the name of the broken rule
   * @param path the offending path, where there is one
   */
  record AnswerRejected(
      int generation,
      Purpose purpose,
      int ordinal,
      String rule,
      String reason,
      Optional<String> path)
      implements OfGeneration {
    public AnswerRejected {
      EventChecks.atLeast(1, "generation", generation);
      EventChecks.atLeast(1, "ordinal", ordinal);
    }
  }

  /**
   * {@code artifact.sealed}: the artifact is whole on disk and never changes again.
   *
   * @param artifactRef where, relative to the home, such as {@code artifacts/gen-1}
   * @param manifestBlob hash of {@code manifest.json} in the blob store
   * @param files every file but {@code manifest.json}, ascending; this list is what is verified
   */
  record ArtifactSealed(
      int generation,
      String artifactHash,
      String artifactRef,
      String producerModel,
      TokenUsage usage,
      String manifestBlob,
      List<ArtifactFile> files)
      implements OfGeneration {
    public ArtifactSealed {
      EventChecks.atLeast(1, "generation", generation);
      EventChecks.hash("artifactHash", artifactHash);
      EventChecks.hash("manifestBlob", manifestBlob);
      files = List.copyOf(files);
      for (ArtifactFile file : files) {
        EventChecks.atLeast(0, "size", file.size());
        EventChecks.hash("sha256", file.sha256());
      }
    }

    /**
     * The name under which this artifact keeps the spec of {@code specHash}. The same spec may have
     * been registered under another.
     */
    public Optional<String> specFileName(String specHash) {
      return files.stream()
          .filter(file -> file.sha256().equals(specHash))
          .map(ArtifactFile::path)
          .filter(path -> path.startsWith("spec/"))
          .map(path -> path.substring("spec/".length()))
          .findFirst();
    }
  }

  /** {@code verification.started}. */
  record VerificationStarted(int generation, String runId, String isolation)
      implements OfGeneration {
    public VerificationStarted {
      EventChecks.atLeast(1, "generation", generation);
    }
  }

  /**
   * {@code stage.finished}: a stage of the rig that was attempted.
   *
   * @param logBlob hash of what its command printed in the blob store, in the form of {@link
   *     dev.cambrian.core.verdict.StageLog}; empty where it has no command or that is not known
   */
  record StageFinished(
      int generation,
      String runId,
      Stage stage,
      boolean passed,
      long durationMs,
      Optional<String> logBlob)
      implements OfGeneration {
    public StageFinished {
      EventChecks.atLeast(1, "generation", generation);
      EventChecks.atLeast(0, "durationMs", durationMs);
      logBlob.ifPresent(hash -> EventChecks.hash("logBlob", hash));
    }

    /** Without a log. */
    public StageFinished(
        int generation, String runId, Stage stage, boolean passed, long durationMs) {
      this(generation, runId, stage, passed, durationMs, Optional.empty());
    }
  }

  /**
   * {@code verdict.given}.
   *
   * @param failureStage present exactly when non-viable
   * @param reportBlob hash of the report's exact bytes in the blob store
   */
  record VerdictGiven(
      int generation,
      String runId,
      boolean viable,
      Optional<Stage> failureStage,
      String summary,
      String reportBlob)
      implements OfGeneration {
    public VerdictGiven {
      EventChecks.atLeast(1, "generation", generation);
      EventChecks.hash("reportBlob", reportBlob);
      if (viable == failureStage.isPresent()) {
        throw new IllegalArgumentException(
            "a failure stage stands exactly in a non-viable verdict");
      }
    }
  }

  /** {@code verification.aborted}: no verdict; counts for nothing. */
  record VerificationAborted(int generation, String runId, FailureKind kind, String reason)
      implements OfGeneration {
    public VerificationAborted {
      EventChecks.atLeast(1, "generation", generation);
    }
  }

  /**
   * {@code generation.promoted}.
   *
   * @param completedAt when, for an imported generation, as {@link GenerationStarted#createdAt}
   */
  record GenerationPromoted(int generation, String artifactHash, Optional<Instant> completedAt)
      implements OfGeneration {
    /** Of a generation that is promoted now. */
    public GenerationPromoted(int generation, String artifactHash) {
      this(generation, artifactHash, Optional.empty());
    }

    public GenerationPromoted {
      EventChecks.atLeast(1, "generation", generation);
      EventChecks.hash("artifactHash", artifactHash);
      completedAt = EventChecks.time("completedAt", completedAt);
    }
  }

  /**
   * {@code generation.rolled-back}: closed without promotion.
   *
   * @param completedAt when, for an imported generation, as {@link GenerationStarted#createdAt}
   */
  record GenerationRolledBack(
      int generation, FailureKind kind, String reason, Optional<Instant> completedAt)
      implements OfGeneration {
    /** Of a generation that is rolled back now. */
    public GenerationRolledBack(int generation, FailureKind kind, String reason) {
      this(generation, kind, reason, Optional.empty());
    }

    public GenerationRolledBack {
      EventChecks.atLeast(1, "generation", generation);
      completedAt = EventChecks.time("completedAt", completedAt);
    }
  }

  /**
   * {@code baseline.reverse-run}: the artifact that was promoted before this generation was
   * verified once more.
   */
  record BaselineReverseRun(int generation, ReverseRun run) implements OfGeneration {
    public BaselineReverseRun {
      EventChecks.atLeast(1, "generation", generation);
      if (run.baseline() == generation) {
        throw new IllegalArgumentException(
            "generation %d cannot be its own baseline".formatted(generation));
      }
    }
  }

  /** {@code organism.started}: a promoted generation runs. */
  record OrganismStarted(int generation, String organismId, String isolation)
      implements OfOrganism {
    public OrganismStarted {
      EventChecks.atLeast(0, "generation", generation);
    }
  }

  /** {@code organism.stopped}. */
  record OrganismStopped(
      int generation,
      String organismId,
      Optional<Integer> exitCode,
      String reason,
      OptionalLong peakMemoryBytes)
      implements OfOrganism {
    public OrganismStopped {
      EventChecks.atLeast(0, "generation", generation);
      peakMemoryBytes.ifPresent(bytes -> EventChecks.atLeast(0, "peakMemoryBytes", bytes));
    }
  }

  /**
   * {@code spec.registered}.
   *
   * @param specBlob hash of the spec's bytes in the blob store; equal to {@code specHash}
   */
  record SpecRegistered(
      String specHash,
      String fileName,
      String title,
      String version,
      Toolchain toolchain,
      String specBlob)
      implements OfSpec {
    public SpecRegistered {
      EventChecks.hash("specHash", specHash);
      if (!specBlob.equals(specHash)) {
        throw new IllegalArgumentException(
            "specBlob must be the specHash " + specHash + ", not " + specBlob);
      }
    }
  }
}
