package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * Homes as a server leaves them: closed generations with reports of their own, of the size that
 * real ones have, and with their refs, so that a start finds nothing to mend.
 */
final class ServerHome {
  /** So that a record has 2.8 KB. */
  private static final int PRINTED_LINES = 26;

  private ServerHome() {}

  static CambrianHome in(Path directory, int generations) throws IOException {
    CambrianHome home = new CambrianHome(directory).prepare();
    try (History history = History.open(home.history())) {
      SampleGrowth.blobs().forEach(history::put);
      for (int generation = 1; generation <= generations; generation++) {
        byte[] report = report(generation);
        history.append(
            StreamId.generation(generation),
            WriteCondition.noStream(),
            Fixtures.CAUSE,
            SampleGrowth.of(generation, report),
            List.of(Blob.of(report)));
      }
    }
    archive(home.archive(), generations);
    return home;
  }

  /** As a rig writes it. */
  static byte[] report(int generation) {
    boolean viable = generation % 2 == 1;
    String told =
        lines(
            viable
                ? ",\"contract %d of generation %d: it answers\":{\"passed\":true,\"duration_ms\":3}"
                : "test %d of generation %d prints what it found: a line of log\\n",
            generation);
    return """
        {"generation":%d,"status":"%s","failure_stage":"%s","checks":{
          "manifest":{"passed":true,"duration_ms":3},"build":{"passed":true,"duration_ms":4100},
          "test":{"passed":%s,"duration_ms":2100,"tests_run":9,"tests_passed":%d},
          "start":{"passed":true,"duration_ms":310},
          "health":{"passed":true,"duration_ms":12,
           "contracts":{"health":{"passed":true,"duration_ms":3}%s},"spec-vectors":{},"baseline-contracts":{}}},
         "fitness":{"test_rate":%s},"completed_at":"2026-01-01T00:00:00.000Z",
         %s"spec_hash":"%s","isolation":"bubblewrap"}"""
        .formatted(
            generation,
            viable ? "viable" : "non-viable",
            viable ? "none" : "test",
            viable,
            viable ? 9 : 8,
            viable ? told : "",
            viable ? "1.0" : "0.89",
            viable ? "" : diagnostics(told),
            SampleGrowth.SPEC_HASH)
        .getBytes(UTF_8);
  }

  private static String diagnostics(String printed) {
    return """
        "diagnostics":{"stage":"test","summary":"1 of 9 tests failed","exit_code":1,"failures":[
           {"test":"EchoTest.echoes","error":"expected: X","file":"EchoTest.java","line":12}],
         "stdout_tail":"%s","stderr_tail":""},
        """
        .formatted(printed);
  }

  private static String lines(String line, int generation) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < PRINTED_LINES; i++) {
      lines.append(line.formatted(i, generation));
    }
    return lines.toString();
  }

  private static void archive(Path directory, int generations) throws IOException {
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build()) {
      repository.create(true);
      repository.updateRef("HEAD").link("refs/heads/main");
      String commit = commit(repository).name();
      StringBuilder refs = new StringBuilder("# pack-refs with: peeled fully-peeled \n");
      refs.append(commit).append(" refs/heads/main\n");
      for (int generation = 1; generation <= generations; generation++) {
        refs.append(commit).append(" refs/tags/gen-").append(generation);
        refs.append(generation % 2 == 1 ? "\n" : "-failed\n");
      }
      Files.writeString(directory.resolve("packed-refs"), refs);
    }
  }

  private static ObjectId commit(Repository repository) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(inserter.insert(new TreeFormatter()));
      PersonIdent nobody = new PersonIdent("Cambrian", "cambrian@localhost");
      commit.setAuthor(nobody);
      commit.setCommitter(nobody);
      commit.setMessage("Of the bench\n");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }
}
