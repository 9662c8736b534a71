# Sourced by the scripts of this folder's parent: where things are, and what must be installed.
# shellcheck shell=bash

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$(basename "$0"): $*"
    exit 1
}

# The packages of these groups (first column of scripts/lib/packages).
packages_for() {
    local groups=" $* " group package
    while read -r group package; do
        [[ $groups == *" $group "* ]] && echo "$package"
    done < <(grep -v '^#' "$root/scripts/lib/packages")
    return 0
}

is_installed() {
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

as_root() {
    if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# Installs what is missing of these groups; says nothing when everything is there.
need_packages() {
    local missing=() package
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        say "This is not Debian: see to it that there is $(packages_for "$@" | xargs)."
        return
    fi
    for package in $(packages_for "$@"); do
        is_installed "$package" || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    say "Installing ${missing[*]}"
    local quietly=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
    as_root "${quietly[@]}" update >/dev/null
    as_root "${quietly[@]}" install --yes --no-install-recommends "${missing[@]}" \
        </dev/null >/dev/null
}

need_swift() {
    command -v swift >/dev/null ||
        die "there is no 'swift' in PATH; install Swift 6.3 or newer from https://swift.org/install"
}

# The virtual environment of the tests, with the pinned packages of Tests/*/requirements.txt.
make_venv() {
    local venv=$root/.build/venv wanted=("$root"/Tests/*/requirements.txt)
    if ! cmp -s <(cat "${wanted[@]}") "$venv/installed.txt"; then
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check \
            "${wanted[@]/#/--requirement=}"
        cat "${wanted[@]}" >"$venv/installed.txt"
    fi
}
