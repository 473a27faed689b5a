#!/bin/sh
# See that the browser tests have a Chromium and Korean and Chinese letters. As root they are installed; a plain user
# is told the command and the browser tests are skipped; in CI a missing browser is a failure.
set -eu
packages=""
if [ -z "${MADANG_CHROMIUM:-}" ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
    packages="chromium"
fi
if ! command -v fc-list >/dev/null || [ -z "$(fc-list :lang=ko family)" ] || [ -z "$(fc-list :lang=zh family)" ]; then
    packages="$packages fonts-noto-cjk"
fi
[ -n "$packages" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "madang: installing for the browser tests: $packages"
    # shellcheck disable=SC2086
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages fontconfig >/dev/null && exit 0
fi
echo "madang: no browser for the browser tests; they are skipped. To run them: apt-get install $packages" >&2
if [ "${CI:-}" = true ]; then
    exit 1
fi
