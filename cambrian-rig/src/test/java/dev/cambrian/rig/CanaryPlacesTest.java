package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the rig's own tests go. */
class CanaryPlacesTest {
  @TempDir Path directory;
  private final Map<String, String> files = new TreeMap<>();

  private CanaryPlacesTest file(String path, String text) throws IOException {
    files.put(path, text);
    Files.createDirectories(directory.resolve(path).resolve(".."));
    Files.writeString(directory.resolve(path), text);
    return this;
  }

  private CanaryGround ground(String command) {
    return new CanaryGround(directory, List.copyOf(files.keySet()), command);
  }

  private static List<String> shapes(CanaryTests canary) {
    return canary.files().keySet().stream()
        .map(it -> it.replaceAll("[a-z]{10}|[A-Z][a-z]{9}(?![a-z])", "#"))
        .sorted()
        .toList();
  }

  private static String text(CanaryTests canary, String path) {
    return new String(canary.files().getOrDefault(path, new byte[0]), StandardCharsets.ISO_8859_1);
  }

  @Test
  void names_and_values_are_new_each_time() throws Exception {
    file("test_x.py", "");

    CanaryTests one = PythonCanary.write(ground("python3 -m unittest"), new CanaryNames());
    CanaryTests other = PythonCanary.write(ground("python3 -m unittest"), new CanaryNames());

    assertThat(one.files().keySet()).doesNotContainAnyElementsOf(other.files().keySet());
    assertThat(one.pairs()).doesNotContainAnyElementsOf(other.pairs());
    assertThat(one.pairs()).allSatisfy(it -> assertThat(it.passing()).isLessThan(it.failing()));
  }

  @Test
  void python_tests_stand_in_every_directory_of_tests_named_as_those() throws Exception {
    file("app.py", "").file("tests/test_a.py", "").file("b/c/d_test.py", "").file("b/e.py", "");

    CanaryTests canary = PythonCanary.write(ground("python3 -m pytest"), new CanaryNames());

    assertThat(shapes(canary)).containsExactly("b/c/#_test.py", "tests/test_#.py");
    assertThat(canary.pairs()).extracting(CanaryTests.Pair::file).hasSize(2);
  }

  @Test
  void python_tests_stand_before_the_end_of_a_file_that_is_named() throws Exception {
    String main = "if __name__ == '__main__':\n    unittest.main()\n";
    file("tests/test_a.py", "import unittest\nX = '\u00e4'\n" + main).file("app.py", "x = 1\n");

    CanaryTests canary =
        PythonCanary.write(ground("python3 -m unittest tests.test_a app"), new CanaryNames());

    String text =
        new String(
            text(canary, "tests/test_a.py").getBytes(StandardCharsets.ISO_8859_1),
            StandardCharsets.UTF_8);
    assertThat(text).startsWith("import unittest\nX = '\u00e4'\n").endsWith(main);
    assertThat(text.indexOf("TestCase")).isBetween(0, text.indexOf("__main__"));
    assertThat(canary.files()).doesNotContainKey("app.py");
  }

  @Test
  void javascript_is_written_as_the_kind_of_module_that_the_file_is() throws Exception {
    file("a.test.js", "")
        .file("b.test.js", "  import { test } from 'node:test'\n")
        .file("c.test.cjs", "")
        .file("d/package.json", "{\"type\": \"module\"}")
        .file("d/e/f.test.js", "")
        .file("g/server.js", "const test = 1;\n")
        .file("h/hooks.js", "require('node:test');\n");

    CanaryTests canary =
        NodeCanary.write(ground("node --require ./h/hooks.js --test"), new CanaryNames());

    assertThat(shapes(canary))
        .containsExactly(
            "#.test.mjs",
            "a.test.js",
            "b.test.js",
            "c.test.cjs",
            "d/e/#.test.mjs",
            "d/e/f.test.js");
    assertThat(text(canary, "a.test.js")).contains("require(").doesNotContain("import");
    assertThat(text(canary, "c.test.cjs")).contains("require(");
    assertThat(text(canary, "b.test.js")).doesNotContain("require(");
    assertThat(text(canary, "d/e/f.test.js")).contains("import ");
  }

  @Test
  void java_tests_stand_in_every_root_and_as_classes_where_there_are_some() throws Exception {
    String source = "package x.y;\nimport org.junit.jupiter.api.Test;\nclass %s {}\n";
    file("one/pom.xml", "")
        .file("one/src/it/x/y/TestA.java", source.formatted("TestA"))
        .file("one/src/test/java/x/y/BTest.java", source.formatted("BTest"))
        .file("one/src/main/java/x/y/C.java", source.formatted("C"))
        .file("two/pom.xml", "")
        .file("two/src/test/java/x/y/DTest.java", source.formatted("DTest"));
    Files.createDirectories(directory.resolve("two/target/test-classes"));

    CanaryTests canary = JavaCanary.write(ground("mvn test"), new CanaryNames());

    assertThat(shapes(canary))
        .containsExactly(
            "one/src/it/#/#Test.java",
            "one/src/it/#/Test#.java",
            "one/src/test/java/#/#Test.java",
            "one/src/test/java/#/Test#.java",
            "two/src/test/java/#/#Test.java",
            "two/target/test-classes/#/#Test.class");
  }

  @Test
  void scripts_of_the_artifact_that_are_named_tell_which_files_are() throws Exception {
    file("run.sh", "exec python3 -m unittest tests.test_a\n")
        .file(
            "package.json", "{\"scripts\": {\"start\": \"node s.js\", \"test\": \"node 't.js'\"}}");

    assertThat(ground("sh ./run.sh && npm test").words())
        .contains("tests.test_a", "t.js")
        .doesNotContain("s.js");
  }
}
