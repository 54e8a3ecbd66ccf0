package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.ViabilityReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of lasting verifications share. */
abstract class LastingCase {
  @TempDir Path directory;
  LastingHome home;

  @BeforeEach
  void prepare() {
    home = new LastingHome(directory);
  }

  @AfterEach
  void clear() {
    home.close();
  }

  ViabilityReport judged(VerificationRequest request) {
    return report(home.verifier().verify(request, VerificationListener.NONE));
  }

  static ViabilityReport report(Verification verification) {
    assertThat(verification).isInstanceOf(Verification.Judged.class);
    return ((Verification.Judged) verification).report();
  }

  Verification adopted(VerificationRequest request) {
    return home.verifier().adopt(request, VerificationListener.NONE);
  }

  static void assertAborted(Verification verification, FailureKind kind, String reason) {
    assertThat(verification)
        .isInstanceOfSatisfying(
            Verification.Aborted.class,
            it -> {
              assertThat(it.reason()).contains(reason);
              assertThat(it.kind()).as(it.reason()).isEqualTo(kind);
            });
  }

  void rewrite(VerificationRequest request, String pattern, String replacement) throws IOException {
    String before = Files.readString(home.file(request));
    String after = before.replaceFirst(pattern, replacement);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(home.file(request), after);
  }
}
