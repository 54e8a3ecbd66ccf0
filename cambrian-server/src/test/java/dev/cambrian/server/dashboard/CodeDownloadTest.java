package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.supervisor.GrownArtifact;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CodeDownloadTest {
  @TempDir Path directory;
  private Site site;

  @BeforeEach
  void serve() {
    site = Site.withToken(directory, "a-token-of-the-operator");
  }

  @AfterEach
  void close() {
    site.close();
  }

  private HttpResponse<byte[]> get(String path, boolean token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(site.address() + path));
    if (token) {
      request.header("Authorization", "Bearer a-token-of-the-operator");
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  @Test
  void the_whole_code_comes_in_one_file_below_its_own_directory() throws Exception {
    site.judged(GrownArtifact.of(1, "viable"));

    HttpResponse<byte[]> answer = get("/ui/generations/1/code.zip", true);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"gen-1.zip\"");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(entries(answer.body()))
        .containsOnlyKeys(
            "gen-1/app.py",
            "gen-1/behaviour",
            "gen-1/lib/util.py",
            "gen-1/manifest.json",
            "gen-1/spec/TINY-SPEC.md")
        .containsEntry("gen-1/app.py", "print(1)\n");
    assertThat(new String(get("/ui/generations/1", true).body(), StandardCharsets.UTF_8))
        .contains("href=\"/ui/generations/1/code.zip\"");
  }

  @Test
  void it_is_no_more_open_than_the_pages_and_absent_code_is_told() throws Exception {
    site.judged(GrownArtifact.of(1, "viable"));

    assertThat(get("/ui/generations/1/code.zip", false).statusCode()).isEqualTo(401);
    assertThat(get("/ui/generations/7/code.zip", true).statusCode()).isEqualTo(404);
  }

  private static Map<String, String> entries(byte[] zip) throws Exception {
    Map<String, String> entries = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }
}
