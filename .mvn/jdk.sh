# Finds a JDK of version 25 or newer and exports it as JAVA_HOME, or ends the script with one line and exit 3.
# Sourced by mvnw and cambrian, before either turns globbing off. POSIX sh.
# Order: JAVA_HOME, the java on the PATH, the usual places of Linux, macOS and the version managers, and last whatever a
# java on the PATH that is no more than a shim says of itself. It reads each JDK's release file and starts no JVM for that.

# Sets cambrian_version to the feature version of the Java in directory $1, or to nothing.
cambrian_read_version() {
  cambrian_version=
  [ -x "$1/bin/java" ] && [ ! -d "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    while IFS= read -r cambrian_line || [ -n "$cambrian_line" ]; do
      case $cambrian_line in
      JAVA_VERSION=*)
        cambrian_version=${cambrian_line#JAVA_VERSION=}
        cambrian_version=${cambrian_version#\"}
        ;;
      esac
    done <"$1/release"
  else
    cambrian_version=$("$1/bin/java" -version 2>&1 | sed -n '1s/^[^"]*"//p')
  fi
  cambrian_version=${cambrian_version%%[!0-9]*}
}

# Whether directory $1 holds what is wanted; remembers a new enough Java that has no compiler.
cambrian_accept() {
  [ -n "$1" ] || return 1
  cambrian_read_version "$1"
  [ "${cambrian_version:-0}" -ge 25 ] || return 1
  if [ ! -x "$1/bin/javac" ]; then
    cambrian_jre=${cambrian_jre:-$1}
    return 1
  fi
  JAVA_HOME=$1
  export JAVA_HOME
}

cambrian_select_jdk() {
  cambrian_jre=
  cambrian_accept "${JAVA_HOME:-}" && return 0
  cambrian_on_path=$(command -v java 2>/dev/null) || cambrian_on_path=
  if [ -n "$cambrian_on_path" ]; then
    cambrian_real=$(readlink -f "$cambrian_on_path" 2>/dev/null) || cambrian_real=$cambrian_on_path
    cambrian_accept "${cambrian_real%/bin/java}" && return 0
  fi
  for cambrian_jdk in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    "${HOME:-/nonexistent}"/.asdf/installs/java/* "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
    "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    cambrian_accept "$cambrian_jdk" && return 0
  done
  if [ -n "$cambrian_on_path" ]; then
    cambrian_real=$("$cambrian_on_path" -XshowSettings:properties -version 2>&1 |
      sed -n 's/^ *java\.home = //p') || cambrian_real=
    cambrian_accept "$cambrian_real" && return 0
  fi
  if [ -n "$cambrian_jre" ]; then
    echo "cambrian: the Java in $cambrian_jre has no compiler (javac); install the whole JDK 25 or newer (for example the package openjdk-25-jdk or temurin-25-jdk) or set JAVA_HOME to one" >&2
  else
    echo "cambrian: no JDK 25 or newer found; install one (for example the package openjdk-25-jdk or temurin-25-jdk) or set JAVA_HOME to it" >&2
  fi
  return 1
}

cambrian_select_jdk || exit 3
