package dev.cambrian.server.organism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.spec.Toolchain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Organisms that behave badly end at a limit, and their event names it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LimitsTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final OrganismLimits SMALL =
      OrganismLimits.DEFAULT
          .withMemoryBytes(192L << 20)
          .withDiskBytes(32L << 20)
          .withTasks(64)
          .withLogBytes(1L << 20)
          .withGrace(Duration.ofSeconds(1));

  @TempDir private Path directory;

  private void assertEnds(
      Colony.Place place, LivingArtifact artifact, OrganismLimits limits, StopReason reason) {
    assertEnds(place, artifact, limits, reason, Optional.empty());
  }

  private void assertEnds(
      Colony.Place place,
      LivingArtifact artifact,
      OrganismLimits limits,
      StopReason reason,
      Optional<Integer> code) {
    try (Colony colony = Colony.in(place, directory, Toolchain.PYTHON)) {
      Organism over = colony.awaitEnd(colony.start(artifact, limits).id(), SOON);

      assertThat(over.end().orElseThrow().reason())
          .as("%s", colony.log(over.id()))
          .isEqualTo(reason);
      code.ifPresent(it -> assertThat(over.end().orElseThrow().exitCode()).contains(it));
      Event.OrganismStopped stopped = (Event.OrganismStopped) colony.events(over.id()).getLast();
      assertThat(stopped.reason()).isEqualTo(reason.text());
    }
  }

  @ParameterizedTest
  @EnumSource
  void one_that_exits_has_its_exit_code_told(Colony.Place place) {
    assertEnds(
        place,
        LivingArtifact.doing("import sys; print('bye'); sys.exit(3)"),
        SMALL,
        StopReason.EXITED,
        Optional.of(3));
  }

  @ParameterizedTest
  @EnumSource
  void one_that_cannot_be_built_does_not_start(Colony.Place place) {
    assertEnds(
        place,
        LivingArtifact.doing("").build("echo no; exit 9"),
        SMALL,
        StopReason.BUILD_FAILED,
        Optional.of(9));
  }

  @ParameterizedTest
  @EnumSource
  void one_that_builds_for_ever_is_ended(Colony.Place place) {
    assertEnds(
        place,
        LivingArtifact.doing("").build("sleep 60"),
        SMALL.withBuild(Duration.ofSeconds(1)),
        StopReason.BUILD_TOO_LONG);
  }

  @ParameterizedTest
  @EnumSource
  void one_that_floods_its_output_is_ended(Colony.Place place) {
    assertEnds(
        place,
        LivingArtifact.doing("while True: print('x' * 1000)"),
        SMALL,
        StopReason.TOO_MUCH_OUTPUT);
  }

  @ParameterizedTest
  @EnumSource
  void one_that_floods_its_output_with_empty_lines_is_ended(Colony.Place place) {
    assertEnds(
        place, LivingArtifact.doing("").start("exec yes ''"), SMALL, StopReason.TOO_MUCH_OUTPUT);
  }

  @ParameterizedTest
  @EnumSource
  void one_that_fills_its_disk_is_ended(Colony.Place place) {
    assertEnds(
        place,
        LivingArtifact.doing("").start("head -c 100000000 /dev/zero >big; exec sleep 60"),
        SMALL,
        StopReason.DISK);
  }

  @ParameterizedTest
  @EnumSource
  void one_that_makes_too_many_files_is_ended(Colony.Place place) {
    assertEnds(
        place,
        LivingArtifact.doing(
            """
            import time
            try:
                for i in range(200000): open('f%d' % i, 'w').close()
            except OSError as e: print(e, flush=True)
            time.sleep(60)
            """),
        new OrganismLimits(
            SMALL.memoryBytes(),
            SMALL.tasks(),
            1_000,
            64L << 20,
            2_000,
            SMALL.lifetime(),
            SMALL.build(),
            SMALL.grace(),
            SMALL.logBytes()),
        StopReason.DISK);
  }

  @ParameterizedTest
  @EnumSource
  void one_that_takes_too_much_memory_is_ended(Colony.Place place) {
    assertEnds(
        place,
        LivingArtifact.doing("import time; b = bytearray(b'x' * (300 << 20)); time.sleep(60)"),
        SMALL,
        StopReason.OUT_OF_MEMORY);
  }

  @ParameterizedTest
  @EnumSource
  void one_that_forks_too_often_is_ended(Colony.Place place) {
    assertEnds(
        place,
        LivingArtifact.doing("")
            .start("for i in $(seq 200); do sleep 60 & done; wait; exec sleep 60"),
        SMALL,
        StopReason.TOO_MANY_PROCESSES);
  }

  @ParameterizedTest
  @EnumSource
  void one_that_loops_for_ever_ends_with_its_lifetime(Colony.Place place) {
    assertEnds(
        place,
        LivingArtifact.doing("while True: pass"),
        SMALL.withLifetime(Duration.ofSeconds(2)),
        StopReason.LIFETIME_OVER);
  }

  @ParameterizedTest
  @EnumSource
  void one_that_hangs_when_it_is_stopped_is_killed_after_its_grace(Colony.Place place)
      throws Exception {
    LivingArtifact stubborn =
        LivingArtifact.doing(
            """
            import os, signal, time
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            if os.fork() == 0:
                os.setsid()
                while True: time.sleep(1)
            """);
    try (Colony colony = Colony.in(place, directory, Toolchain.PYTHON)) {
      Organism organism = colony.start(stubborn, SMALL);
      colony.awaitAlive(organism.id());

      Organism over = colony.organisms().stop(organism.id(), StopReason.STOPPED);

      assertThat(over.end().orElseThrow().reason()).isEqualTo(StopReason.STOPPED);
      assertThat(over.end().orElseThrow().exitCode()).isEmpty();
      assertThat(colony.organisms().stop(organism.id(), StopReason.STOPPED)).isEqualTo(over);
    }
  }
}
