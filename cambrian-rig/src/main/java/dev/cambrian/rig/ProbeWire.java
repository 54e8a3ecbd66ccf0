package dev.cambrian.rig;

import dev.cambrian.rig.ProbeRequest.Header;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The frames between the rig and its {@link ProbeServer}; both ends are ours. */
final class ProbeWire {
  private static final int MAX_TEXT = 16 << 20;

  private ProbeWire() {}

  static void write(DataOutputStream out, ProbeRequest request) throws IOException {
    writeText(out, request.host());
    out.writeInt(request.port());
    writeText(out, request.method());
    writeText(out, request.target());
    writeHeaders(out, request.headers());
    out.writeBoolean(request.body().isPresent());
    writeText(out, request.body().orElse(""));
    out.writeLong(request.deadline().toNanos());
    out.flush();
  }

  static ProbeRequest readRequest(DataInputStream in) throws IOException {
    String host = readText(in);
    int port = in.readInt();
    String method = readText(in);
    String target = readText(in);
    List<Header> headers = readHeaders(in);
    boolean hasBody = in.readBoolean();
    String body = readText(in);
    return new ProbeRequest(
        host,
        port,
        method,
        target,
        headers,
        hasBody ? Optional.of(body) : Optional.empty(),
        Duration.ofNanos(in.readLong()));
  }

  static void write(DataOutputStream out, ProbeAnswer answer) throws IOException {
    switch (answer) {
      case ProbeAnswer.Answered(var status, var headers, var body, var cut, var took) -> {
        out.writeBoolean(true);
        out.writeInt(status);
        writeHeaders(out, headers);
        out.writeInt(body.length);
        out.write(body);
        out.writeBoolean(cut);
        out.writeLong(took.toNanos());
      }
      case ProbeAnswer.Failed(var reason, var took) -> {
        out.writeBoolean(false);
        writeText(out, reason);
        out.writeLong(took.toNanos());
      }
    }
    out.flush();
  }

  static ProbeAnswer readAnswer(DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      return new ProbeAnswer.Failed(readText(in), Duration.ofNanos(in.readLong()));
    }
    int status = in.readInt();
    List<Header> headers = readHeaders(in);
    byte[] body = readBytes(in, HttpExchange.MAX_BODY);
    return new ProbeAnswer.Answered(
        status, headers, body, in.readBoolean(), Duration.ofNanos(in.readLong()));
  }

  private static void writeHeaders(DataOutputStream out, List<Header> headers) throws IOException {
    out.writeInt(headers.size());
    for (Header header : headers) {
      writeText(out, header.name());
      writeText(out, header.value());
    }
  }

  private static List<Header> readHeaders(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      headers.add(new Header(readText(in), readText(in)));
    }
    return headers;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in, MAX_TEXT), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(DataInputStream in, int max) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > max) {
      throw new IOException("malformed frame");
    }
    return in.readNBytes(length);
  }
}
