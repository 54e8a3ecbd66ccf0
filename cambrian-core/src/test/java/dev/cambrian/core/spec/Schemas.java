package dev.cambrian.core.spec;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The JSON Schemas of the wire formats, with formats asserted. */
public final class Schemas {
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();
  private static final String BASE = "https://cambrian.dev/schemas/";

  private Schemas() {}

  /** Whether the schema of that name, such as {@code contract}, accepts the document. */
  public static boolean accepts(String name, String json) {
    return SCHEMAS
        .computeIfAbsent(name, Schemas::schema)
        .validate(json, InputFormat.JSON)
        .isEmpty();
  }

  private static Schema schema(String name) {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder
                    .schemas(Schemas::text)
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    return registry.getSchema(SchemaLocation.of(BASE + name + ".schema.json"));
  }

  private static String text(String id) {
    Path file =
        Path.of(System.getProperty("cambrian.root"), "schemas", id.substring(BASE.length()));
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
