package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Sends what the dashboard made, so that a browser runs nothing but the dashboard's own files. */
final class Html {
  /** No script, style or frame that is not a file of this server; nothing is sent elsewhere. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private static final int WORTH_COMPRESSING = 1024;

  private Html() {}

  /** A page, made anew for each request. */
  static void page(Context context, String html) {
    context.header("Cache-Control", "no-store");
    send(context, "text/html;charset=utf-8", html.getBytes(UTF_8));
  }

  /** What somebody else wrote, as it is: for a browser nothing but text. */
  static void raw(Context context, byte[] content) {
    context.header("Cache-Control", "no-store");
    send(context, "text/plain;charset=utf-8", content);
    context.header(
        "Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
  }

  static void send(Context context, String type, byte[] content) {
    boolean compressed = content.length >= WORTH_COMPRESSING && acceptsGzip(context);
    sendAs(context, type, compressed, compressed ? gzip(content) : content);
  }

  /** Of content that is sent again and again; {@link #gzip} has made the compressed form. */
  static void send(Context context, String type, byte[] content, byte[] gzipped) {
    boolean compressed = gzipped.length < content.length && acceptsGzip(context);
    sendAs(context, type, compressed, compressed ? gzipped : content);
  }

  private static void sendAs(Context context, String type, boolean compressed, byte[] sent) {
    guard(context);
    context.contentType(type);
    context.header("Vary", "Accept-Encoding");
    if (compressed) {
      context.header("Content-Encoding", "gzip");
    }
    context.res().setContentLength(sent.length);
    context.result(sent);
  }

  /** The headers of everything that a browser may show. */
  static void guard(Context context) {
    context.header("Content-Security-Policy", POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    // With no-referrer browsers send "Origin: null" with our own forms, which nobody could trust.
    context.header("Referrer-Policy", "same-origin");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
  }

  private static boolean acceptsGzip(Context context) {
    String accepted = context.header("Accept-Encoding");
    return accepted != null
        && accepted.matches("(?i).*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*");
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 3);
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return compressed.toByteArray();
  }
}
