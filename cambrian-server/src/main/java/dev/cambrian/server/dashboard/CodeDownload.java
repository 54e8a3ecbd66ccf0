package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.server.git.ArchivedFile;
import dev.cambrian.server.git.Checkout;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The code of a generation in one file; whatever it holds, it unpacks below its own directory. */
final class CodeDownload implements Page {
  private final Supervisor supervisor;

  CodeDownload(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  @Override
  public List<Call> calls() {
    return List.of(Call.get("/ui/generations/{generation}/code.zip", this::zip));
  }

  /** One file after the other, so that no more than one is in memory. */
  private void zip(Context context) throws IOException {
    int generation = Parameters.generation(context);
    List<ArchivedFile> files =
        supervisor.archive().contains(generation)
            ? Checkout.files(supervisor.archive(), generation)
            : List.of();
    if (files.isEmpty()) {
      throw new RequestException(
          Kind.UNKNOWN, "generation %d has left no code here".formatted(generation));
    }
    Html.guard(context);
    context.contentType("application/zip");
    context.header("Cache-Control", "no-store");
    context.header(
        "Content-Disposition", "attachment; filename=\"gen-%d.zip\"".formatted(generation));
    try (ZipOutputStream zip = new ZipOutputStream(context.outputStream(), UTF_8)) {
      for (ArchivedFile file : files) {
        ZipEntry entry = new ZipEntry("gen-%d/%s".formatted(generation, file.path()));
        // Not the time of the download, so that the same code is the same file.
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(supervisor.archive().read(generation, file.path()).orElseThrow());
        zip.closeEntry();
      }
    }
  }
}
