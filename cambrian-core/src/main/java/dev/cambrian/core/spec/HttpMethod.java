package dev.cambrian.core.spec;

/** The methods that a contract may use. */
public enum HttpMethod {
  GET,
  POST,
  PUT,
  DELETE,
  PATCH,
  HEAD
}
