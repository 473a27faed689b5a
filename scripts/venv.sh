#!/bin/sh
# Make .venv: `sh scripts/venv.sh run` with what the server needs, `... dev` with what tests and checks need as well.
# Needs python3 (3.11 to 3.13) and nothing else; whatever is missing is named with the command that mends it.
set -eu
group=${1:-run}
cd "$(dirname "$0")/.."
home=$(pwd)
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PYTHONPATH=

fail() {
    printf 'madang: %s\n' "$*" >&2
    exit 1
}

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if fits "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed, and \`python3\` is $(python3 -V 2>&1 || true)." \
        "On Debian or Ubuntu: apt-get install python3 python3-venv. Elsewhere: make PYTHON=/path/to/python3.12 ..."
}

need_ensurepip() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "madang: installing python3-venv"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null || true
        "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    fi
    fail "This Python cannot make a virtual environment: run \`apt-get install python3-venv\` (as root), then again."
}

if ! fits .venv/bin/python; then
    python=$(find_python)
    need_ensurepip "$python"
    echo "madang: making .venv with $("$python" -V)"
    "$python" -m venv --clear .venv
fi

wanted=$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' locks/uv.txt)
case "$(.venv/bin/uv --version 2>/dev/null || true)" in
    "uv $wanted" | "uv $wanted "*) ;;
    *) .venv/bin/python -m pip install -q --require-hashes --only-binary :all: -r locks/uv.txt ;;
esac

echo "madang: installing locks/$group.txt"
.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "locks/$group.txt"

# The project itself, without a build: its source folder on the path, and the command.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$home/src" >"$site/madang.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m madang.config.cli "$@"\n' "$home" >.venv/bin/madang.half
chmod 755 .venv/bin/madang.half
mv .venv/bin/madang.half .venv/bin/madang

touch ".venv/$group.stamp"
