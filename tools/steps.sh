# Sourced by demo.sh and test.sh: says what is being done and how long it took.
# shellcheck shell=sh
started=$(date +%s)
step_started=
step_name=

# step "Building": closes the step before and opens this one.
step() {
  end_step
  step_name=$1
  step_started=$(date +%s)
  echo
  echo "== $step_name"
}

# Closes the open step with its time; called by step, and once at the end.
end_step() {
  [ -n "$step_name" ] || return 0
  now=$(date +%s)
  echo "-- $step_name: $((now - step_started)) s (since start: $((now - started)) s)"
  step_name=
}
