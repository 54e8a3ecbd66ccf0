package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rig's own uv, pip and python, run as an artifact's commands would. */
@Timeout(120)
@DisplayNameGeneration(ReplaceUnderscores.class)
class PythonProgramsTest {
  @TempDir private Path directory;
  private Path tools = Path.of("");
  private Path work = Path.of("");

  /** How a command ended. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void write_them() throws IOException {
    Needs.pytest();
    Path python =
        Programs.python(Set.of(Programs.PYTEST, Programs.PACKAGING), Programs.userPath())
            .orElseThrow()
            .executable();
    tools = directory.resolve("tool's");
    work = Files.createDirectories(directory.resolve("work"));
    Files.createDirectories(tools.resolve("bin"));
    PythonPrograms.write(python, tools, Path::toString);
  }

  private Ended run(String script) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", script)
            .directory(work.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("PATH", tools.resolve("bin") + ":/usr/bin:/bin");
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Ended requirements(String text) throws Exception {
    Files.writeString(work.resolve("requirements.txt"), text);
    return run("uv pip install -r requirements.txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uv pip install pytest",
        "uv pip install --system --no-cache -q pytest",
        "uv -q pip sync requirements.txt",
        "uv pip install --requirement=requirements.txt",
        "pip install -rrequirements.txt --index-url https://example.org/simple",
        "pip3 install --upgrade pip",
        "pip --disable-pip-version-check install 'pytest>=7,!=6.0,<1000' packaging",
        "python -m pip install -r requirements.txt",
        "python3 -m pip install --user pytest",
        "python -m uv pip install pytest",
        "uv run python -c 'import pytest'",
        "uv run --no-sync -m pytest --version",
        "uv --version && pip --version && pip list && pip freeze && pip check && pip show pytest",
      })
  void what_is_installed_is_enough(String command) throws Exception {
    Files.writeString(work.resolve("requirements.txt"), "PyTest\n");

    Ended ended = run(command);

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uv pip install 'pytest<1' | 1 | no matching distribution for pytest<1 is installed; the toolchain offers: pytest ",
        "pip install no-such-thing | 1 | no matching distribution for no-such-thing is installed; the toolchain offers: ",
        "pip install -e . | 1 | cannot install -e .: nothing can be installed here",
        "pip install . | 1 | cannot install .: nothing can be installed here",
        "pip install ./x.whl | 1 | cannot install ./x.whl: ",
        "pip install 'x @ https://example.org/x.whl' | 1 | cannot install x",
        "pip install 'pytest=>3' | 1 | this is no requirement: pytest=>3 (",
        "pip install -r nowhere.txt | 1 | cannot read nowhere.txt: there is no such file",
        "pip install -r | 2 | -r needs a value",
        "pip install | 2 | install: name what is wanted",
        "pip download x | 2 | pip download is not offered here: nothing can be installed here",
        "uv venv | 2 | uv venv is not offered here: ",
        "uv run --with flask x.py | 2 | uv run --with is not offered here: ",
        "uv run nowhere | 2 | uv run: cannot start nowhere: ",
      })
  void what_is_not_installed_is_refused_with_the_reason(String command, int code, String reason)
      throws Exception {
    Ended ended = run(command);

    assertThat(ended.err()).startsWith("error: " + reason);
    assertThat(ended.code()).isEqualTo(code);
  }

  @Test
  void a_file_of_requirements_is_read_as_pip_reads_it() throws Exception {
    Files.createDirectories(work.resolve("more"));
    Files.writeString(work.resolve("more/nested.txt"), "-c limits.txt\npytest\n-r nested.txt\n");
    Files.writeString(work.resolve("more/limits.txt"), "packaging<9999\nabsent<1\n");

    Ended ended =
        requirements(
            """
            \uFEFF# a comment
            --index-url https://example.org/simple
            -i https://example.org/simple

            pytest >= 7 , < 1000   # with a comment
            pytest[no-such-extra]
            absent==1 ; sys_platform == 'win32' and python_version < "3"
            pytest!=1.0 \\
                --hash=sha256:abc \\
                --hash=sha256:def
            -r more/nested.txt
            """);

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .containsPattern("(?m)^Requirement already satisfied: pytest<1000,>=7 \\(\\d+[\\d.]+\\)$")
        .contains("has no extra no-such-extra")
        .contains("Ignoring absent==1")
        .contains("though nothing can compare its hashes");
  }

  @Test
  void each_line_that_cannot_be_satisfied_is_told() throws Exception {
    Files.writeString(work.resolve("limits.txt"), "\npytest<7\n");

    Ended ended =
        requirements(
            """
            pytest>=1
            -c limits.txt
            absent-one \\
               >=2
            absent_two; python_version > "3"
            git+https://example.org/x.git
            -e ./here
            -r nowhere.txt
            pytest=>3
            """);

    List<String> places = new ArrayList<>();
    ended
        .err()
        .lines()
        .forEach(it -> places.add(it.replaceAll("^(error: \\S+ \\S+ \\S+).*", "$1")));
    assertThat(places)
        .containsExactly(
            "error: requirements.txt:8: cannot read",
            "error: requirements.txt:1: no matching",
            "error: requirements.txt:3: no matching",
            "error: requirements.txt:5: no matching",
            "error: requirements.txt:6: cannot install",
            "error: requirements.txt:7: cannot install",
            "error: requirements.txt:9: this is");
    assertThat(ended.err())
        .contains("no matching distribution for pytest<7 is installed")
        .containsOnlyOnce("; the toolchain offers: " + firstOffered(ended.err()));
    assertThat(ended.code()).isEqualTo(1);
  }

  /** All that is installed is listed once, however much is missing. */
  private static String firstOffered(String err) {
    int from = err.indexOf("absent-one");
    int list = err.indexOf("offers: ", from) + "offers: ".length();
    return err.substring(list, err.indexOf('\n', list));
  }

  @Test
  void python_is_the_interpreter_whatever_else_the_path_has() throws Exception {
    Files.writeString(work.resolve("x.py"), "import sys\nprint(sys.argv[1:])\n");

    assertThat(run("python x.py -m pip 'a b' \"\" && python3 x.py").out())
        .isEqualTo("['-m', 'pip', 'a b', '']\n[]\n");
    assertThat(run("python -c 'import sys; print(sys.executable)'").out())
        .isEqualTo(run("python3 -c 'import sys; print(sys.executable)'").out());
    assertThat(run("python -c 'raise SystemExit(7)'").code()).isEqualTo(7);
  }

  @Test
  void files_of_the_artifact_shadow_nothing_of_it() throws Exception {
    for (String name : List.of("packaging", "pip", "re", "shlex", "importlib")) {
      Files.writeString(work.resolve(name + ".py"), "raise SystemExit('shadowed')\n");
    }

    assertThat(run("PYTHONPATH=. uv pip install pytest && PYTHONPATH=. python -m pip list").err())
        .isEmpty();
  }
}
