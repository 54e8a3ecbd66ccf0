package dev.cambrian.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.artifact.AnswerParser;
import dev.cambrian.core.artifact.AnswerRejectedException;
import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs one generation from its number to a viable artifact or to its end. */
final class GenerationRun {
  private final Pipeline pipeline;
  private final Spec spec;
  private final GrowthOptions options;
  private final Prompts prompts;
  private final UUID growth;
  private final GrowthListener listener;
  private final AtomicInteger winner;
  private final Closer closer;

  /**
   * @param winner the number of the growth's first viable generation, 0 until there is one: a run
   *     that is interrupted after that was superseded, not cancelled
   */
  GenerationRun(
      Pipeline pipeline,
      Spec spec,
      GrowthOptions options,
      UUID growth,
      GrowthListener listener,
      AtomicInteger winner) {
    this.pipeline = pipeline;
    this.spec = spec;
    this.options = options;
    this.prompts = new Prompts(spec, options);
    this.growth = growth;
    this.listener = listener;
    this.winner = winner;
    this.closer = new Closer(pipeline, listener);
  }

  /**
   * What an answer turned into.
   *
   * @param usage of all its exchanges; {@link TokenUsage#NONE} where one of them is not known
   */
  private record Accepted(
      SortedMap<String, byte[]> files, String producerModel, TokenUsage usage) {}

  /** A generation that ends without a verdict, with what the next attempt may learn from it. */
  private static final class Ended extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient FailureKind kind;
    private final transient Optional<FailedGeneration> basis;

    Ended(FailureKind kind, String reason, Optional<FailedGeneration> basis) {
      super(reason, null, false, false);
      this.kind = kind;
      this.basis = basis;
    }
  }

  /**
   * Runs to the end. When interrupted, the generation is closed as cancelled and the interrupt flag
   * stays set.
   *
   * @param request of the attempt
   */
  GenerationEnd run(Attempt attempt, LlmRequest request) {
    GenerationStream stream =
        GenerationStream.start(
            pipeline.history(),
            growth,
            number ->
                new Event.GenerationStarted(
                    number,
                    0,
                    spec.hash(),
                    attempt.number(),
                    attempt.basis().map(FailedGeneration::generation),
                    attempt.candidate(),
                    attempt.model(),
                    options.campaignId()));
    listener.on(
        new GrowthProgress.Started(
            stream.generation(), attempt.number(), attempt.candidate(), attempt.model()));
    try {
      return grow(stream, attempt, request);
    } catch (Ended ended) {
      return close(stream, ended.kind, String.valueOf(ended.getMessage()), ended.basis);
    } catch (LlmException e) {
      FailureKind kind =
          Thread.currentThread().isInterrupted() ? FailureKind.CANCELLED : Decisions.noAnswer(e);
      return close(stream, kind, String.valueOf(e.getMessage()), Optional.empty());
    } catch (HistoryException e) {
      closeIfPossible(stream, e);
      throw e;
    } catch (CambrianException e) {
      FailureKind kind =
          Thread.currentThread().isInterrupted() ? FailureKind.CANCELLED : FailureKind.RESOURCE;
      return close(stream, kind, String.valueOf(e.getMessage()), Optional.empty());
    }
  }

  private GenerationEnd grow(GenerationStream stream, Attempt attempt, LlmRequest request)
      throws Ended {
    Accepted accepted = answer(stream, attempt, request);
    SealedArtifact artifact = seal(stream, accepted);
    ViabilityReport report = verify(stream, artifact);
    if (report.viable()) {
      return new GenerationEnd.Viable(
          stream.generation(), artifact.manifest().artifactHash(), stream.version());
    }
    Stage stage = report.failureStage().orElseThrow();
    String summary = report.diagnostics().map(Diagnostics::summary).orElseThrow();
    throw new Ended(
        FailureKind.NON_VIABLE,
        "failed at %s: %s".formatted(stage.id(), Untrusted.line(summary, 500)),
        Optional.of(
            new FailedGeneration(
                stream.generation(),
                Optional.of(stage),
                summary,
                report.diagnostics(),
                accepted.files())));
  }

  private Accepted answer(GenerationStream stream, Attempt attempt, LlmRequest first) throws Ended {
    LlmRequest request = first;
    TokenUsage usage = TokenUsage.NONE;
    boolean usageKnown = true;
    for (int repairs = 0; ; repairs++) {
      LlmAnswer answer = ask(stream, request);
      usage = usage.plus(answer.usage());
      usageKnown &= answer.usageKnown();
      Optional<Rejection> incomplete = incomplete(answer.stopReason());
      Rejection rejection;
      try {
        if (incomplete.isEmpty()) {
          return new Accepted(
              AnswerParser.parse(answer.text(), spec.toolchain(), spec.artifactPath()),
              answer.producerModel(),
              usageKnown ? usage : TokenUsage.NONE);
        }
        rejection = incomplete.get();
      } catch (AnswerRejectedException rejected) {
        rejection = Rejection.of(rejected);
      }
      stream.append(
          new Event.AnswerRejected(
              stream.generation(),
              request.purpose(),
              request.ordinal(),
              rejection.rule(),
              rejection.reason(),
              rejection.path()));
      listener.on(
          new GrowthProgress.Rejected(stream.generation(), rejection.rule(), rejection.reason()));
      if (!Decisions.repairs(options, answer.stopReason(), repairs)) {
        throw new Ended(
            Decisions.unusable(answer.stopReason()),
            rejection.reason(),
            Optional.of(
                new FailedGeneration(
                    stream.generation(),
                    Optional.empty(),
                    rejection.reason(),
                    Optional.empty(),
                    new TreeMap<>())));
      }
      request = prompts.repair(attempt, repairs + 1, request, answer.text(), rejection);
    }
  }

  private Optional<Rejection> incomplete(StopReason stopReason) {
    return switch (stopReason) {
      case COMPLETE -> Optional.empty();
      case TRUNCATED ->
          Optional.of(
              new Rejection(
                  "truncated",
                  "the answer was cut off at the limit of %d output tokens"
                      .formatted(options.maxOutputTokens()),
                  Optional.empty()));
      case REFUSED ->
          Optional.of(new Rejection("refused", "the model declined to answer", Optional.empty()));
    };
  }

  private LlmAnswer ask(GenerationStream stream, LlmRequest request) {
    int generation = stream.generation();
    listener.on(
        new GrowthProgress.Asking(
            generation, request.purpose(), request.ordinal(), request.model()));
    LlmAnswer answer =
        pipeline
            .llm()
            .answer(
                request,
                new LlmProgress() {
                  @Override
                  public void received(long characters) {
                    listener.on(new GrowthProgress.Receiving(generation, characters));
                  }

                  @Override
                  public void waiting(String reason, Duration expected) {
                    listener.on(new GrowthProgress.Waiting(generation, reason, expected));
                  }
                });
    byte[] requestJson = RequestJson.bytes(request);
    byte[] text = answer.text().getBytes(UTF_8);
    OptionalLong cost = answer.replayed() ? OptionalLong.of(0) : pipeline.cost().apply(answer);
    stream.append(
        new Event.LlmAnswered(
            generation,
            request.purpose(),
            request.ordinal(),
            answer.provider(),
            request.model(),
            answer.producerModel(),
            answer.stopReason(),
            answer.usage(),
            answer.usageKnown(),
            cost,
            answer.elapsed(),
            ArtifactHash.ofContent(requestJson),
            ArtifactHash.ofContent(text),
            Optional.empty()),
        requestJson,
        text);
    listener.on(new GrowthProgress.Answered(generation, request.purpose(), answer, cost));
    return answer;
  }

  private SealedArtifact seal(GenerationStream stream, Accepted accepted) {
    SealedArtifact artifact =
        ArtifactWriter.seal(
            pipeline.artifact(stream.generation()),
            accepted.files(),
            new Sealing(
                spec,
                stream.generation(),
                0,
                accepted.producerModel(),
                accepted.usage(),
                pipeline.clock().instant(),
                Optional.empty(),
                options.campaignId()));
    stream.append(
        new Event.ArtifactSealed(
            stream.generation(),
            artifact.manifest().artifactHash(),
            Pipeline.artifactRef(stream.generation()),
            accepted.producerModel(),
            accepted.usage(),
            ArtifactHash.ofContent(artifact.manifestBytes()),
            artifact.files()),
        artifact.manifestBytes());
    stream.markSealed(artifact.directory());
    pipeline.archive().commit(stream.generation(), 0, artifact.directory());
    listener.on(
        new GrowthProgress.Sealed(
            stream.generation(), artifact.directory(), artifact.files().size() + 1));
    return artifact;
  }

  private ViabilityReport verify(GenerationStream stream, SealedArtifact artifact) throws Ended {
    return switch (new VerificationRun(pipeline, spec, options, growth, listener)
        .run(stream, artifact)) {
      case Verification.Judged judged -> judged.report();
      case Verification.Aborted aborted ->
          throw new Ended(aborted.kind(), aborted.reason(), Optional.empty());
    };
  }

  /** A full disk may have room for one small event; if not, the next growth closes it. */
  private void closeIfPossible(GenerationStream stream, HistoryException failure) {
    try {
      closer.rollBack(
          stream, FailureKind.RESOURCE, String.valueOf(failure.getMessage()), stream.sealed());
    } catch (CambrianException again) {
      failure.addSuppressed(again);
    }
  }

  private GenerationEnd close(
      GenerationStream stream, FailureKind kind, String reason, Optional<FailedGeneration> basis) {
    int viableFirst = winner.get();
    if (kind == FailureKind.CANCELLED && viableFirst != 0) {
      return close(
          stream,
          FailureKind.SUPERSEDED,
          "generation %d was viable first".formatted(viableFirst),
          Optional.empty());
    }
    closer.rollBack(stream, kind, reason, stream.sealed());
    return new GenerationEnd.Closed(stream.generation(), kind, reason, basis);
  }
}
