# What the scripts beside this file share; they `source` it.

# install_programs: the Debian packages that the tests use, where the machine does not have them
install_programs() {
  local packages=() sudo=""
  command -v chromium >/dev/null || packages+=(chromium)
  command -v pdftotext >/dev/null || packages+=(poppler-utils)
  command -v java >/dev/null || packages+=(default-jre-headless)
  command -v nvim >/dev/null || packages+=(neovim)
  command -v git >/dev/null || packages+=(git)
  # of the width of the font that the page prints in: its pages are counted
  find /usr/share/fonts -name 'Carlito-Regular.ttf' 2>/dev/null | grep -q . || packages+=(fonts-crosextra-carlito)
  [ "${#packages[@]}" -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || sudo="sudo"
  $sudo apt-get -qq update
  DEBIAN_FRONTEND=noninteractive $sudo apt-get -qq install -y --no-install-recommends "${packages[@]}" >/dev/null
}

# run_tests VENV [PYTEST OPTIONS]: the suite on two cores, in another order each time, without what starts a heavy program that
# is not ours; that runs with `-m foreign` (the last -m counts)
run_tests() {
  local venv="$1" seed="${TEST_ORDER:-$((RANDOM))}"
  shift
  echo "the tests run in the order of seed $seed; in the same order again: TEST_ORDER=$seed"
  "$venv/bin/python" -m pytest -n 2 --dist worksteal -p randomly --randomly-seed "$seed" -m "not foreign" "$@"
}
