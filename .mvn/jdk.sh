# Finds a JDK of version 25 or newer and exports it as JAVA_HOME. Sourced by mvnw and cambrian.
# Order: JAVA_HOME, the java on the PATH, then the usual places of Linux, SDKMAN, IntelliJ and macOS.
# It reads the release file of each JDK and starts no JVM.

cambrian_jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

cambrian_select_jdk() {
  cambrian_on_path=$(command -v java 2>/dev/null) || cambrian_on_path=
  if [ -n "$cambrian_on_path" ]; then
    cambrian_on_path=$(readlink -f "$cambrian_on_path" 2>/dev/null || echo "$cambrian_on_path")
    cambrian_on_path=${cambrian_on_path%/bin/java}
  fi
  for cambrian_jdk in "${JAVA_HOME:-}" "$cambrian_on_path" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$cambrian_jdk" ] || continue
    cambrian_version=$(cambrian_jdk_version "$cambrian_jdk") || continue
    if [ "${cambrian_version:-0}" -ge 25 ]; then
      JAVA_HOME=$cambrian_jdk
      export JAVA_HOME
      return 0
    fi
  done
  echo "cambrian: no JDK 25 or newer found; install one (for example the package openjdk-25-jdk or temurin-25-jdk) or set JAVA_HOME to it" >&2
  return 1
}

cambrian_select_jdk || exit 3
