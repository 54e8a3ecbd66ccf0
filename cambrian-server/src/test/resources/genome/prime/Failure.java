package prime;

import java.util.SortedMap;

/** What is told to the model of an attempt that failed; no code where no answer could be read. */
record Failure(String stage, String diagnostics, SortedMap<String, String> code) {}
