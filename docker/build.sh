#!/bin/sh
# Builds the images that verifications run in, on the daemon that the docker command talks to (DOCKER_HOST counts):
#
#   docker/build.sh [--fresh] [base|python|node|all]...
#
#   --fresh                   asks the registry, Debian and Maven's repository again, for newer packages
#   CAMBRIAN_DEBIAN_IMAGE     the image of Debian trixie to begin with (else debian:trixie-slim, where a registry answers)
#   CAMBRIAN_DEBIAN_MIRROR    no registry: debootstrap from this mirror; a dated one of snapshot.debian.org pins all versions
#   CAMBRIAN_MAVEN_REPOSITORY the local Maven repository (else Maven's own default)
#
# What has not changed is not built again. Exit codes: 0 built and proved, 2 usage, 3 not built. POSIX sh.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
stage=$root/target/docker
log=$stage/build.log
jar=$root/cambrian-rig/target/cambrian-rig.jar
toolchain=$root/cambrian-rig/src/toolchain
release=trixie
began=$(date +%s)
# The builder that every daemon since 20.10 has; it sees the images that it has just built, whatever driver is the default.
export DOCKER_BUILDKIT="${DOCKER_BUILDKIT:-0}"

say() { printf '%s\n' "docker/build.sh: $*" >&2; }

fail() {
  say "$*"
  exit 3
}

usage() {
  say "$*"
  say "usage: docker/build.sh [--fresh] [base|python|node|all]..."
  exit 2
}

fresh=
images=
for argument in "$@"; do
  case $argument in
  --fresh) fresh=yes ;;
  base | python | node) images="$images $argument" ;;
  all) images="base python node" ;;
  -h | --help)
    sed -n '2,/^set -eu/s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
  *) usage "unknown argument '$argument'" ;;
  esac
done
images=${images:-base python node}

# "$2"… with a limit of $1 seconds, where this machine can set one.
limited() {
  seconds=$1
  shift
  if command -v timeout >/dev/null 2>&1; then
    timeout "$seconds" "$@"
  else
    "$@"
  fi
}

# Runs "$2"… with its output in the log, after a line that says "$1" and how long it took.
timed() {
  printf '%s' "docker/build.sh: $1 ... " >&2
  shift
  step_began=$(date +%s)
  "$@" >"$log" 2>&1 </dev/null || {
    echo "failed after $(($(date +%s) - step_began)) s" >&2
    return 1
  }
  echo "$(($(date +%s) - step_began)) s" >&2
}

# Ends with what the log says that is wrong, in one line.
explain() {
  if grep -qE 'Temporary failure resolving|Could not (resolve|connect|transfer)|Failed to fetch|UnknownHostException|Failed getting release file|no such host|dial tcp|i/o timeout|Network is unreachable|Connection (refused|timed out)|in offline mode' "$log"; then
    fail "$1: the network can't be reached, and this machine lacks a part of the build; connect it once and try again (log: $log)"
  fi
  if grep -q 'no space left on device' "$log"; then
    fail "$1: the disk is full; 'docker image prune' removes images that nothing uses (log: $log)"
  fi
  tail -n 15 "$log" >&2
  fail "$1 (whole log: $log)"
}

# --- what is needed ---------------------------------------------------------------------------------------------------

command -v docker >/dev/null 2>&1 ||
  fail "there is no docker command; install the package docker.io (Debian, Ubuntu) or docker-ce-cli"
architecture=$(limited 30 docker version --format '{{.Server.Arch}}' 2>/dev/null) && [ -n "$architecture" ] ||
  fail "no Docker daemon answers${DOCKER_HOST:+ at $DOCKER_HOST}; start it (systemctl start docker, or dockerd as root), or set DOCKER_HOST; 'docker version' tells more"
mkdir -p "$stage" 2>/dev/null && [ -w "$stage" ] ||
  fail "cannot write $stage; run this as the user who owns $root"

# One build at a time, and none while the launcher builds.
if command -v flock >/dev/null 2>&1; then
  mkdir -p "$root/target/launcher"
  exec 9>"$root/target/launcher/lock"
  flock -n 9 || {
    say "waiting for another build of $root"
    flock 9
  }
fi

. "$root/.mvn/jdk.sh"

version=$(awk '/<artifactId>cambrian<\/artifactId>/ { own = 1 }
  own && /<version>/ { gsub(/.*<version>|<\/version>.*/, ""); print; exit }' "$root/pom.xml")
[ -n "$version" ] || fail "pom.xml names no version"

# --- the rig ----------------------------------------------------------------------------------------------------------

source_hash=$("$toolchain/source-hash")

# What the jar says that it was built from.
jar_hash() {
  [ -f "$jar" ] || return 0
  if command -v unzip >/dev/null 2>&1; then
    unzip -p "$jar" dev/cambrian/rig/source.sha256 2>/dev/null || :
  else
    rm -rf "$stage/jar" && mkdir "$stage/jar"
    (cd "$stage/jar" && "$JAVA_HOME/bin/jar" --extract --file "$jar" dev/cambrian/rig/source.sha256)
    cat "$stage/jar/dev/cambrian/rig/source.sha256" 2>/dev/null || :
  fi
}

maven() {
  "$root/mvnw" -q -B -ntp "$@"
}

if [ "$(jar_hash)" != "$source_hash" ]; then
  # What a deleted source has left there would get into the jar.
  rm -rf "$root"/cambrian-core/target/classes "$root"/cambrian-rig/target/classes
  timed "building the rig" maven -f "$root/pom.xml" -Pquick -pl cambrian-rig -am -Dmaven.test.skip=true \
    ${CAMBRIAN_MAVEN_REPOSITORY:+"-Dmaven.repo.local=$CAMBRIAN_MAVEN_REPOSITORY"} package || explain "the rig can't be built"
  # Makes the next mvnw compile again: these classes have not passed the compiler's checks.
  rm -rf "$root"/cambrian-core/target/maven-status "$root"/cambrian-rig/target/maven-status
  [ "$(jar_hash)" = "$source_hash" ] || fail "the sources changed while the rig was built; try again"
fi

# --- Maven and its repository -----------------------------------------------------------------------------------------

# Exactly what the java toolchain offers, copied out of the repository of this machine, which needs no network for it.
stage_maven() {
  "$toolchain/prime" &&
    { read -r _ && read -r host_repository; } <"$root/cambrian-rig/target/toolchain/primed" || return 1
  url=file://$(printf '%s' "$host_repository" | sed 's/%/%25/g; s/ /%20/g; s/&/\&amp;/g')
  echo "<settings><mirrors><mirror><id>central</id><mirrorOf>*</mirrorOf><url>$url</url></mirror></mirrors></settings>" \
    >"$stage/settings.xml"
  rm -rf "$stage/os" "$stage/project" &&
    mkdir "$stage/os" "$stage/os/repository" &&
    cp -R "$root/cambrian-rig/target/toolchain/java" "$stage/project" &&
    maven -s "$stage/settings.xml" "-Dmaven.repo.local=$stage/os/repository" -f "$stage/project/pom.xml" clean package &&
    maven -s "$stage/settings.xml" "-Dmaven.repo.local=$stage/os/repository" -f "$stage/project/unpinned.xml" \
      -o clean package surefire:test || return 1
  maven_home=$("$root/mvnw" -B -v | sed -n 's/^Maven home: //p')
  [ -d "$maven_home/lib" ] && cp -R "$maven_home" "$stage/os/maven" || return 1
  # Where and when each file was fetched would tie the copy to this machine and this minute.
  find "$stage/os/repository" \( -name _remote.repositories -o -name resolver-status.properties -o -name '*.lastUpdated' \) \
    -exec rm -f {} + &&
    chmod -R u=rwX,go=rX "$stage/os" &&
    rm -rf "$stage/project"
}

# The project to prove it with stands in the rig's target, where the build puts it.
sample=$root/cambrian-rig/target/toolchain/java
wanted=$(cat "$sample/pom.xml" "$sample/unpinned.xml" "$root/.mvn/wrapper/maven-wrapper.properties" | cksum)
if [ -n "$fresh" ] || [ "$(cat "$stage/os.key" 2>/dev/null)" != "$wanted" ]; then
  rm -f "$stage/os.key"
  timed "gathering Maven and its offline repository" stage_maven || explain "the offline repository can't be made"
  printf '%s\n' "$wanted" >"$stage/os.key"
fi
cp -p "$root/docker/install" "$stage/os/install"

# --- Debian -----------------------------------------------------------------------------------------------------------

image_id() { docker image inspect --format '{{.Id}}' "$1" 2>/dev/null || :; }

pull() {
  limited 180 docker pull "$1" || return 1
  docker tag "$1" "$debian"
}

mirror=${CAMBRIAN_DEBIAN_MIRROR:-http://deb.debian.org/debian}

strap() {
  rm -rf "$stage/debian" &&
    limited 900 debootstrap --variant=minbase --arch="$1" --include=ca-certificates "$release" "$stage/debian" "$mirror" ||
    return 1
  if [ -z "${CAMBRIAN_DEBIAN_MIRROR:-}" ]; then
    cat >"$stage/debian/etc/apt/sources.list" <<END
deb $mirror $release main
deb $mirror $release-updates main
deb ${mirror%/*}/debian-security $release-security main
END
  fi
  # What the installer of the other packages leaves out too.
  for share in doc man info locale lintian; do
    rm -rf "$stage/debian/usr/share/$share"/*
  done
  rm -rf "$stage/debian"/var/lib/apt/lists/* "$stage/debian"/var/cache/apt/*.bin "$stage/debian"/var/cache/apt/archives/*.deb \
    "$stage/debian"/var/log/*
  tar -C "$stage/debian" --numeric-owner --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' -cf - . |
    docker import --change 'CMD ["/bin/sh"]' --message "debootstrap of $release from $mirror" - "$debian" &&
    rm -rf "$stage/debian"
}

debian=cambrian-debian:$release
[ -z "${CAMBRIAN_DEBIAN_MIRROR:-}" ] || debian=cambrian-debian:$release-$(printf '%s' "$mirror" | cksum | cut -d' ' -f1)
if [ -n "$fresh" ] || [ -z "$(image_id "$debian")" ]; then
  official=${CAMBRIAN_DEBIAN_IMAGE:-debian:$release-slim}
  if [ -z "${CAMBRIAN_DEBIAN_MIRROR:-}" ] && timed "asking the registry for $official" pull "$official"; then
    :
  elif [ -n "${CAMBRIAN_DEBIAN_IMAGE:-}" ]; then
    explain "the image $official can't be had"
  else
    case $architecture in
    386) debian_architecture=i386 ;;
    arm) debian_architecture=armhf ;;
    ppc64le) debian_architecture=ppc64el ;;
    *) debian_architecture=$architecture ;;
    esac
    # In the places of administrators' commands too, which are not on everybody's PATH.
    PATH=$PATH:/usr/sbin:/sbin
    command -v debootstrap >/dev/null 2>&1 ||
      fail "no image of Debian $release from a registry, and no debootstrap to make one; install the package debootstrap, or name an image of Debian $release in CAMBRIAN_DEBIAN_IMAGE"
    [ "$(id -u)" -eq 0 ] ||
      fail "no image of Debian $release from a registry, and debootstrap, which makes one, needs root; run this as root once, or name an image of Debian $release in CAMBRIAN_DEBIAN_IMAGE"
    timed "making Debian $release with debootstrap" strap "$debian_architecture" || explain "debootstrap can't make Debian $release"
  fi
fi

# --- the images -------------------------------------------------------------------------------------------------------

# $1 the tag, $2 the Dockerfile, $3 the directory it copies from, then more arguments; replaces the image of that tag.
build() {
  tag=$1 dockerfile=$2 context=$3
  shift 3
  replaced=$(image_id "$tag")
  timed "building $tag" docker build --force-rm ${fresh:+--no-cache} --tag "$tag" --file "$root/docker/$dockerfile" "$@" "$context" ||
    explain "$tag can't be built"
  built=$(image_id "$tag")
  if [ -n "$replaced" ] && [ "$replaced" != "$built" ]; then
    # Stays where a container still uses it.
    docker image rm "$replaced" >/dev/null 2>&1 || :
  fi
}

# Runs the image as the rig's runner does, and looks at what must be so.
prove() {
  said=$(limited 60 docker run --rm --network none --read-only --cap-drop ALL "$2" --version) || return 1
  echo "$said"
  case $said in
  *" $version "*) ;;
  *) return 1 ;;
  esac
  tar -C "$sample" -cf - . |
    limited 300 docker run --rm --interactive --network none --read-only --cap-drop ALL --cap-add SETUID --cap-add SETGID \
      --security-opt no-new-privileges --tmpfs /workspace:exec --tmpfs /tmp:exec \
      --entrypoint /bin/sh "$2" -c "$(cat "$root/docker/check")" check "$1"
}

mkdir -p "$stage/none" "$stage/rig"
rm -rf "$stage/rig/rehearsal"
cp -p "$jar" "$stage/rig/rig.jar"
cp -p "$root/docker/rig" "$root/docker/train" "$stage/rig"
cp -R "$root/docker/rehearsal" "$stage/rig/rehearsal"
chmod -R u=rwX,go=rX "$stage/rig"
chmod 755 "$stage/rig/rig" "$stage/rig/train" "$stage/os/install"

build "cambrian-os:$version" os.Dockerfile "$stage/os" --build-arg "DEBIAN=$debian"
for image in $images; do
  os=cambrian-os:$version
  if [ "$image" != base ]; then
    os=cambrian-os-$image:$version
    build "$os" "os-$image.Dockerfile" "$stage/none" --build-arg "OS=cambrian-os:$version"
  fi
  tag=cambrian-$image:$version
  build "$tag" rig.Dockerfile "$stage/rig" --build-arg "OS=$os" --build-arg "NAME=$image" \
    --build-arg "VERSION=$version" --build-arg "RIG_SOURCE=$source_hash"
  id=$(image_id "$tag")
  if [ "$(cat "$stage/$image.proved" 2>/dev/null)" != "$id" ]; then
    timed "proving $tag" prove "$image" "$tag" || {
      tail -n 15 "$log" >&2
      fail "$tag is not what it should be (whole log: $log)"
    }
    printf '%s\n' "$id" >"$stage/$image.proved"
  fi
done
say "done in $(($(date +%s) - began)) s"
