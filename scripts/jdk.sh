# Finds a JDK that is new enough. To be sourced.
# shellcheck shell=bash

needed_jdk=25

# The feature number of the JDK in a folder, 0 if it lacks the program named.
jdk_version() {
    local version=""
    if [ -x "$1/bin/$2" ] && [ -r "$1/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    fi
    echo "${version:-0}"
}

# Prints the home of a JDK: JAVA_HOME, then PATH, then the usual folders.
find_jdk() {
    find_java javac
}

# The same of any Java that has the program named: java is in a runtime too, javac is not.
find_java() {
    local candidates=() java home
    [ -z "${JAVA_HOME:-}" ] || candidates+=("$JAVA_HOME")
    for java in $(type -ap "$1" 2>/dev/null | tr ' ' '\a'); do
        java=$(readlink -f "$(printf %s "$java" | tr '\a' ' ')")
        candidates+=("$(dirname "$(dirname "$java")")")
    done
    candidates+=(
        /usr/lib/jvm/* /opt/* /opt/java/* /usr/local/lib/jvm/* /usr/java/*
        "${HOME:-/nowhere}"/.sdkman/candidates/java/* "${HOME:-/nowhere}"/.jdks/*
        /Library/Java/JavaVirtualMachines/*/Contents/Home
        "${HOME:-/nowhere}"/Library/Java/JavaVirtualMachines/*/Contents/Home
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
    )
    for home in "${candidates[@]}"; do
        if [ "$(jdk_version "$home" "$1")" -ge "$needed_jdk" ]; then
            printf '%s\n' "$home"
            return 0
        fi
    done
    {
        echo "ims: no JDK $needed_jdk or newer found (JAVA_HOME, PATH, /usr/lib/jvm, /opt, SDKMAN)."
        echo "Get one: https://adoptium.net (Debian: temurin-25-jdk from packages.adoptium.net;"
        echo "SDKMAN: sdk install java 25-tem; macOS: brew install temurin), or set JAVA_HOME."
    } >&2
    return 1
}
