package dev.cambrian.rig;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * A test command and the directories that it has to do with.
 *
 * @param line as the spec's entry has it
 * @param work where the tests run
 * @param tools directory of the rig that commands can read
 * @param results directory for results
 * @param inside how commands see a directory of the rig
 * @param keeper of the directories that tests can write to
 */
record TestCommand(
    String line,
    Path work,
    Path tools,
    Path results,
    Function<Path, String> inside,
    FileKeeper keeper) {}
