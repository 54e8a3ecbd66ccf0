package dev.cambrian.server.gateway;

/**
 * The errors of the Messages API, with the status of each. Official clients ask again after 408,
 * 409, 429 and from 500 on, so what asking again cannot mend has another, or says so in a header.
 */
enum ErrorKind {
  INVALID_REQUEST(400, "invalid_request_error"),
  AUTHENTICATION(401, "authentication_error"),
  /** The budget is used up. */
  BILLING(402, "billing_error"),
  PERMISSION(403, "permission_error"),
  NOT_FOUND(404, "not_found_error"),
  METHOD_NOT_ALLOWED(405, "invalid_request_error"),
  REQUEST_TOO_LARGE(413, "request_too_large"),
  RATE_LIMIT(429, "rate_limit_error"),
  API(500, "api_error"),
  OVERLOADED(529, "overloaded_error");

  private final int status;
  private final String type;

  ErrorKind(int status, String type) {
    this.status = status;
    this.type = type;
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }
}
