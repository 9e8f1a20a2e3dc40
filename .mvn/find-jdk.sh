# Sourced by mvnw and evenreach (POSIX sh): finds a JDK for the build and exports JAVA_HOME. The machine's default
# "java" may be older, and the formatter and the compiler's checks run inside Maven's own JVM.

wanted_jdk=25

# The major version of the JDK in this folder; nothing when there is no JDK.
jdk_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9._]*\).*/\1/p' "$1/release")
  else
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9._]*\).*/\1/p')
  fi
  case "$version" in
  1.*) version=${version#1.} ;;
  esac
  printf '%s\n' "${version%%[._]*}"
}

# The home of the java on the path, through its links.
jdk_on_path() {
  java_on_path=$(command -v java) || return 0
  java_on_path=$(readlink -f "$java_on_path" 2>/dev/null) || return 0
  printf '%s\n' "${java_on_path%/bin/java}"
}

# Every folder in which people and package managers put JDKs, one per line.
jdk_folders() {
  for folder in \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.gradle/jdks/* \
    "${HOME-}"/.local/share/mise/installs/java/* "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.jabba/jdk/* \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/java/* /opt/jdk* /opt/*jdk* /usr/local/sdkman/candidates/java/*; do
    printf '%s\n' "$folder"
  done
}

# JAVA_HOME if it is new enough, else the java on the path, else the wanted version from the folders, else a newer one.
find_jdk() {
  for folder in "${JAVA_HOME-}" "$(jdk_on_path)"; do
    major=$(jdk_major "$folder")
    if [ "${major:-0}" -ge "$wanted_jdk" ]; then
      export JAVA_HOME="$folder"
      return 0
    fi
  done
  best='' best_major=0
  # A here-document, not a pipe: the loop must run in this shell to keep what it finds.
  while IFS= read -r folder; do
    major=$(jdk_major "$folder")
    [ "${major:-0}" -ge "$wanted_jdk" ] || continue
    if [ "$best_major" = 0 ] || [ "$major" -lt "$best_major" ]; then
      best=$folder best_major=$major
    fi
  done <<END
$(jdk_folders)
END
  if [ -n "$best" ]; then
    export JAVA_HOME="$best"
    return 0
  fi
  cat >&2 <<END
Evenreach needs a JDK $wanted_jdk, and there is none in JAVA_HOME, on the path or in the usual folders.
Install one, for instance Eclipse Temurin from https://adoptium.net/temurin/releases/?version=$wanted_jdk, or with
  sdk install java $wanted_jdk-tem        (SDKMAN, any system)
  brew install --cask temurin@$wanted_jdk   (macOS)
  apt install temurin-$wanted_jdk-jdk       (Debian and Ubuntu, with Adoptium's repository)
and run the command again, or point JAVA_HOME at it.
END
  return 1
}
