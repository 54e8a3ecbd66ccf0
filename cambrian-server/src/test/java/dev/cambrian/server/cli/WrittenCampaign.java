package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.ExpectationCheck;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.docs.Page;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A spec of {@code spec/campaigns} with the module and tests that a person wrote for it, which lie
 * in the tests' resources.
 */
enum WrittenCampaign {
  DIGEST("DIGEST-SPEC.md", "digest"),
  SIGNED("SIGNED-SPEC.md", "signed");

  private static final Path RESOURCES =
      Page.ROOT.resolve("cambrian-server/src/test/resources/campaigns");

  private final String fileName;
  private final String module;

  WrittenCampaign(String fileName, String module) {
    this.fileName = fileName;
    this.module = module;
  }

  /** What makes the module wrong: texts, each followed by what takes its place. */
  record Mistake(String check, List<String> replacements) {
    String in(String source) {
      String wrong = source;
      for (int i = 0; i < replacements.size(); i += 2) {
        assertThat(wrong).as("what %s replaces", check).contains(replacements.get(i));
        wrong = wrong.replace(replacements.get(i), replacements.get(i + 1));
      }
      return wrong;
    }
  }

  Path specFile() {
    return Page.ROOT.resolve("spec/campaigns").resolve(fileName);
  }

  Spec spec() {
    return Specs.read(specFile());
  }

  String source() throws IOException {
    return Files.readString(RESOURCES.resolve(module).resolve(module + ".py"));
  }

  String tests() throws IOException {
    return Files.readString(RESOURCES.resolve(module).resolve("tests/test_" + module + ".py"));
  }

  Path resource(String name) {
    return RESOURCES.resolve(module).resolve(name);
  }

  /** Answers the spec with that in the file blocks and has the rig judge it, without a retry. */
  Run judged(Path directory, Path spec, String source, String tests) throws IOException {
    Path answer =
        Files.writeString(
            directory.resolve("answer"),
            """
            <file path="%1$s.py">
            %2$s</file:end>
            <file path="tests/test_%1$s.py">
            %3$s</file:end>
            """
                .formatted(module, source, tests));
    return Run.in(
        directory.resolve("home"),
        "grow",
        spec.toString(),
        "--llm",
        "command",
        "cat '%s'".formatted(answer),
        "--max-retries",
        "0",
        "--unsafe-no-sandbox");
  }

  /** The names of the contracts and vectors that a server of that module doesn't keep. */
  List<String> broken(Path directory, String source) throws IOException, InterruptedException {
    Files.writeString(directory.resolve(module + ".py"), source);
    String program =
        """
        import %1$s
        server = %1$s.Server(("127.0.0.1", 0))
        print(server.server_port, flush=True)
        server.serve_forever()
        """
            .formatted(module);
    Process process =
        new ProcessBuilder("python3", "-B", "-c", program)
            .directory(directory.toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String port = out.readLine();
      assertThat(port).as(Files.readString(directory.resolve("errors"))).isNotNull();
      List<String> broken = new ArrayList<>();
      Spec spec = spec();
      for (Contract check :
          Stream.concat(spec.contracts().stream(), spec.vectors().stream()).toList()) {
        if (!kept(check, "http://127.0.0.1:" + port)) {
          broken.add(check.name());
        }
      }
      return broken;
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private static boolean kept(Contract check, String server) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + check.path()))
            .timeout(Duration.ofSeconds(10))
            .method(
                check.method().name(),
                check
                    .body()
                    .map(it -> BodyPublishers.ofString(Json.write(it)))
                    .orElseGet(BodyPublishers::noBody))
            .build();
    // The programs speak HTTP/1.0. A client that sends twice may take the connection of the first
    // request, which the program is about to close, for one that lasts.
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      return ExpectationCheck.mismatches(
              check.expect(), response.statusCode(), response.headers().map(), response.body())
          .isEmpty();
    } catch (IOException e) {
      // A handler that failed closes the connection without an answer.
      return false;
    }
  }
}
