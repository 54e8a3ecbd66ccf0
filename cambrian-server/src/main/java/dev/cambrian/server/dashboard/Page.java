package dev.cambrian.server.dashboard;

import java.util.List;

/** What answers under one or more addresses of the dashboard. */
interface Page {
  List<Call> calls();
}
