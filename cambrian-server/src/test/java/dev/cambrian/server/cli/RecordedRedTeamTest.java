package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.AnswerParser;
import dev.cambrian.core.examine.RedTeam;
import dev.cambrian.core.examine.Violation;
import dev.cambrian.core.examine.WrittenContracts;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.llm.ReplayClient;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The recorded attack on the echo server that the shipped reproduction ends with. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class RecordedRedTeamTest {
  private static final Path SPECS = Path.of(System.getProperty("cambrian.root", ".."), "spec");
  private static final int MAX_TOKENS = 64_000;

  private final Spec spec = Specs.read(SPECS.resolve("ECHO-SPEC.md"));
  private final Recordings recordings = Recordings.read(List.of(SPECS.resolve("redteam")));
  private final RedTeam team = new RedTeam(spec, "claude", MAX_TOKENS);

  private Recording recorded(Recordings where, Purpose purpose, int ordinal) {
    return where.find(new Recording.Key(spec.hash(), purpose, ordinal)).orElseThrow();
  }

  private List<Contract> written() {
    return WrittenContracts.read(recorded(recordings, Purpose.REDTEAM, 1).answer().text(), spec)
        .kept();
  }

  private static void assertAsked(Recording recorded, LlmRequest today) {
    assertThat(recorded.request().system())
        .as("the questions have changed: record spec/redteam anew, see its README.md")
        .isEqualTo(today.system());
    assertThat(recorded.request().messages()).isEqualTo(today.messages());
  }

  @Test
  void the_attack_is_what_is_asked_today_of_the_code_that_the_reproduction_ends_with() {
    Recordings reproduction = Recordings.read(List.of(SPECS.resolve("reproduction")));
    String code = recorded(reproduction, Purpose.GENERATE, 1).answer().text();

    LlmRequest today =
        team.request(AnswerParser.parse(code, spec.toolchain(), spec.artifactPath()), 1);

    assertAsked(recorded(recordings, Purpose.REDTEAM, 1), today);
    assertThat(written()).hasSize(10);
  }

  @Test
  void each_broken_contract_has_three_readings_which_ask_as_today_and_confirm_it() {
    List<RedTeam.Broken> broken = new ArrayList<>();
    for (int i = 0; i < written().size(); i++) {
      Contract contract = written().get(i);
      broken.add(new RedTeam.Broken(contract, i));
      for (int reader = 1; reader <= RedTeam.READERS; reader++) {
        LlmRequest today = team.reading(contract, 1, i, reader);
        assertAsked(recorded(recordings, Purpose.READ, today.ordinal()), today);
      }
    }

    List<Violation> violations =
        team.read(new ReplayClient(recordings), broken, 1, 3, LlmProgress.NONE, _ -> {});

    assertThat(recordings.size()).isEqualTo(1 + broken.size() * RedTeam.READERS);
    assertThat(violations).extracting(Violation::agreeing).containsOnly(3);
    assertThat(Violation.score(broken.size(), violations)).isZero();
  }
}
