package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.ExpectationCheck;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for those who build the host side again is what it is. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class BootstrapSpecTest {
  private static final String FILE = "spec/BOOTSTRAP-SPEC.md";

  @TempDir private Path directory;

  @Test
  void a_server_with_an_empty_home_keeps_its_contracts() {
    Spec spec = Specs.read(Page.ROOT.resolve(FILE));
    assertThat(spec.contracts()).hasSizeGreaterThan(9);

    try (ServerFixture server = ServerFixture.in(directory)) {
      for (Contract contract : spec.contracts()) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(server.uri(contract.path()))
                .method(
                    contract.method().name(),
                    contract
                        .body()
                        .map(it -> BodyPublishers.ofString(Json.write(it)))
                        .orElseGet(BodyPublishers::noBody));
        Answer answer = server.send(request);
        assertThat(
                ExpectationCheck.mismatches(
                    contract.expect(), answer.status(), answer.headers(), answer.body()))
            .as("%s: %s", contract.name(), answer.text())
            .isEmpty();
      }
    }
  }

  @Test
  void it_names_every_type_of_event() throws IOException {
    List<String> named = Page.at(FILE).codeSpans();

    try (Stream<Path> schemas = Files.list(Page.ROOT.resolve("schemas/event"))) {
      assertThat(named)
          .containsAll(
              schemas.map(it -> it.getFileName().toString().replace(".schema.json", "")).toList());
    }
  }

  @Test
  void it_names_every_call() {
    String text = Page.at(FILE).text();

    try (ServerFixture server = ServerFixture.in(directory)) {
      assertThat(server.get("/openapi.json").ok().json().path("paths").propertyNames())
          .isNotEmpty()
          .allSatisfy(
              path ->
                  assertThat(text)
                      .contains(
                          path.replace("{generation}", "N")
                              .replace("{other}", "M")
                              .replace("{path}", "PATH")
                              .replace("{stage}", "STAGE")
                              .replace("{id}", "ID")));
    }
  }
}
