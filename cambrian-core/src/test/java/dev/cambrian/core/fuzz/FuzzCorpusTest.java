package dev.cambrian.core.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input of every corpus, findings of earlier runs among them. The fuzzer itself runs where
 * all targets are at hand, in the rig's tests.
 */
class FuzzCorpusTest {
  private static final Path CORPORA =
      Path.of(System.getProperty("cambrian.root"), "cambrian-core/src/test/fuzz");

  static List<Path> inputs() throws IOException {
    try (Stream<Path> files = Files.walk(CORPORA, 2)) {
      return files
          .filter(Files::isRegularFile)
          .map(CORPORA::relativize)
          .filter(file -> file.getNameCount() == 2)
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void an_input_of_the_corpus_breaks_no_law(Path input) throws Exception {
    byte[] bytes = Files.readAllBytes(CORPORA.resolve(input));
    MethodHandle target = target(Class.forName(input.getName(0).toString()));

    assertThatCode(
            () -> {
              target.invokeExact(bytes);
            })
        .doesNotThrowAnyException();
  }

  private static MethodHandle target(Class<?> type) throws ReflectiveOperationException {
    return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
        .findStatic(type, "fuzz", MethodType.methodType(void.class, byte[].class));
  }
}
