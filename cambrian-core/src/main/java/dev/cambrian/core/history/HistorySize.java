package dev.cambrian.core.history;

import java.nio.file.Path;

/**
 * How big a history is, for people.
 *
 * @param fileBytes of the database file
 * @param logBytes of its write-ahead log, which the last process to close it folds in
 * @param blobBytes of all contents
 * @param version of its tables
 * @param sqlite version of the SQLite library
 */
public record HistorySize(
    Path file,
    long fileBytes,
    long logBytes,
    long events,
    long blobs,
    long blobBytes,
    int version,
    String sqlite) {}
