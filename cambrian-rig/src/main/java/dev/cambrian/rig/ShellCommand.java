package dev.cambrian.rig;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One command for {@code /bin/sh -c} in the artifact's working directory.
 *
 * @param environment added to the sandbox's fixed list
 * @param timeout after which the whole process tree is killed
 */
record ShellCommand(String script, Map<String, String> environment, Duration timeout) {
  ShellCommand {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}
