package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.view.Grown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a stage that still runs prints, on the pages as they are loaded. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
final class RunningTailTest {
  private static final List<String> PAGES = List.of("/", "/ui/generations/1");

  @TempDir private Path directory;

  /** Prints, and waits to be let go. */
  private static final class Printing implements Verifier {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final StageLog end;

    Printing(String stdout, String stderr) {
      this.end = new StageLog(output(stdout), output(stderr));
    }

    private static StageLog.Output output(String text) {
      return StageLog.Output.of(text.getBytes(UTF_8), 1_000_000);
    }

    @Override
    public Verification verify(VerificationRequest request, VerificationListener listener) {
      listener.stageStarted(Stage.TEST);
      listener.stagePrinting(Stage.TEST, end);
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      listener.stageFinished(Stage.TEST, true, Duration.ofMillis(1));
      return new Verification.Aborted(FailureKind.RESOURCE, "enough");
    }
  }

  private Site printing(Printing verifier) {
    Site site = Site.judgedBy(verifier, directory);
    site.spawn(GrownArtifact.of(1, "held"));
    await().atMost(Duration.ofSeconds(30)).until(() -> site.supervisor().output().any());
    return site;
  }

  @Test
  void its_last_lines_are_there_until_it_ends_and_nothing_of_them_is_kept() throws Exception {
    Printing verifier = new Printing("first\n" + "more\n".repeat(70) + "last\n", "careful\n");
    try (Site site = printing(verifier)) {
      for (String page : PAGES) {
        assertThat(site.get(page).body())
            .contains("What the stage <b>test</b>", "End of the standard output")
            .contains("more\nlast</pre>", "<pre class=\"untrusted\">careful</pre>")
            .doesNotContain("first\n");
      }

      verifier.gate.countDown();
      site.awaitJudged(1);

      for (String page : PAGES) {
        assertThat(site.get(page).body()).doesNotContain("last</pre>", "What the stage");
      }
      assertThat(site.supervisor().history().read(StreamId.generation(1)))
          .filteredOn(it -> it.event() instanceof Event.StageFinished)
          .singleElement()
          .matches(it -> ((Event.StageFinished) it.event()).logBlob().isEmpty());
    }
  }

  @Test
  void what_a_growth_beside_the_server_prints_is_there_as_well() throws Exception {
    Process growing = new ProcessBuilder("sleep", "600").start();
    try (Site site = Site.in(directory)) {
      Grown _ = site.grown().started(1, 0, site.grown().spec("Echo")).sealed(1);
      StageLog log =
          new StageLog(new StageLog.Output("<b>\u001b\nlast\n", 0), StageLog.Output.NONE);
      long started = growing.info().startInstant().orElseThrow().getEpochSecond();
      Path printing =
          Files.createDirectory(site.supervisor().home().directory().resolve("printing"));
      Files.writeString(
          printing.resolve("gen-1"),
          "cambrian-printing 1 %d %d test\n%s"
              .formatted(growing.pid(), started, new String(log.encode(), UTF_8)));

      for (String page : PAGES) {
        assertThat(site.get(page).body())
            .contains("What the stage <b>test</b>", "&lt;b&gt;\\x1b\nlast</pre>");
      }

      growing.destroyForcibly().waitFor();
      for (String page : PAGES) {
        assertThat(site.get(page).body()).doesNotContain("last</pre>", "What the stage");
      }
    } finally {
      growing.destroyForcibly();
    }
  }

  @Test
  void a_page_is_as_large_as_ever_whatever_is_printed() {
    String wide = "\u001b[2J<b>&\u202e".repeat(7_000);
    Printing verifier = new Printing(wide, wide);
    try (Site site = printing(verifier)) {
      for (String page : PAGES) {
        assertThat(site.get(page).body())
            .contains("What the stage <b>test</b>", "\\x1b[2J&lt;b&gt;&amp;\\u202e")
            .doesNotContain("\u001b", "\u202e", "<b>&")
            .hasSizeLessThan(60_000);
      }
      verifier.gate.countDown();
    }
  }

  @Test
  void hostile_text_of_many_lines_is_text() {
    Printing verifier =
        new Printing(HostileHistory.ALL + "\n", (HostileHistory.ALL + "\n").repeat(20));
    try (Site site = printing(verifier)) {
      for (String page : PAGES) {
        assertThat(site.get(page).body())
            .contains("What the stage <b>test</b>")
            .doesNotContain(HostileHistory.SCRIPT, HostileHistory.IMAGE, "\u001b", "\u202e");
      }
      verifier.gate.countDown();
    }
  }
}
