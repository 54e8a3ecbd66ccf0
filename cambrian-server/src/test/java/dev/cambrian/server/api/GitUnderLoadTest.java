package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.supervisor.HomeCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at once leave one repository as if they had come one after the other. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class GitUnderLoadTest {
  private static final int CLIENTS = 8;
  private static final int EACH = 6;

  @TempDir Path directory;

  @Test
  void every_generation_is_where_its_outcome_says() throws Exception {
    try (ServerFixture server = ServerFixture.in(directory);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int first = 1 + client * EACH;
        all.add(clients.submit(() -> lives(server, first)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }

    List<GenerationRecord> records = records();
    assertThat(records).hasSize(CLIENTS * EACH);
    assertThat(records).filteredOn(it -> it.outcome() == Outcome.PROMOTED).hasSize(CLIENTS * 3);
    assertThat(records).filteredOn(it -> it.outcome() == Outcome.FAILED).hasSize(CLIENTS * 3);
  }

  private List<GenerationRecord> records() throws IOException {
    return HomeCheck.sound(new CambrianHome(directory.resolve("home")));
  }

  /** Three that are promoted, and one each that is non-viable, unwanted and interrupted. */
  private static void lives(ServerFixture server, int first) {
    for (int generation = first; generation < first + EACH; generation++) {
      String choice = ServerFixture.choice(generation);
      switch (generation - first) {
        case 0, 2, 4 -> {
          server.judged(GrownArtifact.of(generation, "viable").withParent(generation - 1));
          server.post("/promote", choice).ok();
          server.post("/promote", choice).ok();
        }
        case 1 -> {
          server.judged(generation, "non-viable");
          server.post("/promote", choice).refusal(409);
          server.post("/rollback", choice).ok();
        }
        case 3 -> {
          server.judged(generation, "viable");
          server.post("/rollback", choice).ok();
          server.post("/rollback", choice).ok();
        }
        default -> {
          server.post("/spawn", server.written(GrownArtifact.of(generation, "held"))).ok();
          server.post("/rollback", choice).ok();
        }
      }
    }
  }
}
