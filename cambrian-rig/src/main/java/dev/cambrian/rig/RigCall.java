package dev.cambrian.rig;

/** What the rig's command line asks for. */
sealed interface RigCall permits RigCall.Help, RigCall.Version, RigArguments {

  /** How it is called. */
  record Help() implements RigCall {}

  /** Which one this is. */
  record Version() implements RigCall {}
}
