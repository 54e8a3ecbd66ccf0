package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.Sha256;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The style sheet, the scripts and the icon. Their addresses hold a hash of their content, so that
 * a browser keeps them for ever and never has an old one.
 */
final class Assets implements Page {
  /** In this order they make the one style sheet. */
  private static final List<String> STYLES =
      List.of(
          "base.css",
          "charts.css",
          "now.css",
          "lineage.css",
          "generation.css",
          "compare.css",
          "campaigns.css",
          "trends.css",
          "events.css",
          "sql.css",
          "login.css");

  private static final String CSS = "text/css;charset=utf-8";
  private static final String JS = "text/javascript;charset=utf-8";

  @SuppressWarnings("ArrayRecordComponent")
  private record Asset(String type, byte[] content, byte[] gzipped, String version) {}

  private static final Map<String, Asset> ASSETS = load();

  private static Map<String, Asset> load() {
    Map<String, Asset> assets = new TreeMap<>();
    ByteArrayOutputStream style = new ByteArrayOutputStream();
    STYLES.forEach(name -> style.writeBytes(own(name)));
    add(assets, "cambrian.css", CSS, style.toByteArray());
    add(assets, "cambrian.js", JS, own("cambrian.js"));
    add(assets, "lineage.js", JS, own("lineage.js"));
    add(assets, "icon.svg", "image/svg+xml", own("icon.svg"));
    add(assets, "htmx.js", JS, library("org.webjars.npm", "htmx.org", "dist/htmx.min.js"));
    add(assets, "sse.js", JS, library("org.webjars.npm", "htmx-ext-sse", "sse.js"));
    add(assets, "highlight.js", JS, library("org.webjars", "highlightjs", "highlight.min.js"));
    return Map.copyOf(assets);
  }

  private static void add(Map<String, Asset> assets, String name, String type, byte[] content) {
    String version = Sha256.of(content).substring(7, 23);
    assets.put(name, new Asset(type, content, Html.gzip(content), version));
  }

  private static byte[] own(String name) {
    return read("/dev/cambrian/server/dashboard/" + name);
  }

  private static byte[] library(String group, String name, String file) {
    return read("/META-INF/resources/webjars/%s/%s/%s".formatted(name, version(group, name), file));
  }

  /** Of the library that the build took. */
  private static String version(String group, String name) {
    Properties versions = new Properties();
    try {
      versions.load(new StringReader(new String(own("webjars.properties"), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be read", e);
    }
    return versions.getProperty(group + "." + name, "");
  }

  private static byte[] read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own file cannot be read", e);
    }
  }

  /** Where a browser finds it; for templates. */
  static String path(String name) {
    return "/ui/assets/%s/%s".formatted(of(name).version(), name);
  }

  /** The whole of it, for files without a server. */
  static String text(String name) {
    return new String(of(name).content(), UTF_8);
  }

  private static Asset of(String name) {
    Asset asset = ASSETS.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("no asset is called " + name);
    }
    return asset;
  }

  @Override
  public List<Call> calls() {
    return List.of(
        new Call(HandlerType.GET, "/ui/assets/{version}/{name}", true, Assets::serve),
        new Call(
            HandlerType.GET, "/favicon.ico", true, context -> context.redirect(path("icon.svg"))));
  }

  private static void serve(Context context) {
    Asset asset = ASSETS.get(context.pathParam("name"));
    if (asset == null || !asset.version().equals(context.pathParam("version"))) {
      throw new RequestException(Kind.UNKNOWN, "there is no such file; load the page anew");
    }
    context.header("Cache-Control", "public, max-age=31536000, immutable");
    Html.send(context, asset.type(), asset.content(), asset.gzipped());
  }
}
