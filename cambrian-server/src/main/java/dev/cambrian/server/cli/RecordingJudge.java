package dev.cambrian.server.cli;

import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recording.Verdict;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthProgress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Notes what became of each recorded answer, and writes it into the recordings at the end. */
final class RecordingJudge implements GrowthListener {

  private final String specHash;
  private final Map<Integer, Recording.Key> asked = new ConcurrentHashMap<>();
  private final Map<Recording.Key, Verdict> verdicts = new ConcurrentHashMap<>();

  RecordingJudge(String specHash) {
    this.specHash = specHash;
  }

  @Override
  public void on(GrowthProgress progress) {
    switch (progress) {
      case GrowthProgress.Asking asking ->
          asked.put(
              asking.generation(), new Recording.Key(specHash, asking.purpose(), asking.ordinal()));
      case GrowthProgress.Rejected rejected -> note(rejected, Verdict.UNREADABLE);
      case GrowthProgress.Judged judged ->
          note(judged, judged.viable() ? Verdict.VIABLE : Verdict.NON_VIABLE);
      case GrowthProgress.Started ignored -> {}
      case GrowthProgress.Receiving ignored -> {}
      case GrowthProgress.Waiting ignored -> {}
      case GrowthProgress.Answered ignored -> {}
      case GrowthProgress.Sealed ignored -> {}
      case GrowthProgress.Verifying ignored -> {}
      case GrowthProgress.VerificationAborted ignored -> {}
      case GrowthProgress.StageStarted ignored -> {}
      case GrowthProgress.StageFinished ignored -> {}
      case GrowthProgress.Promoted ignored -> {}
      case GrowthProgress.RolledBack ignored -> {}
    }
  }

  private void note(GrowthProgress progress, Verdict verdict) {
    Recording.Key key = asked.get(progress.generation());
    if (key != null) {
      verdicts.put(key, verdict);
    }
  }

  /** Writes the verdicts into the recordings below {@code directory}. */
  void write(Path directory) {
    if (verdicts.isEmpty()) {
      return;
    }
    Recordings recordings = Recordings.read(List.of(directory));
    new LinkedHashMap<>(verdicts).forEach(recordings::judge);
  }
}
