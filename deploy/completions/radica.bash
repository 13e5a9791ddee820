# shellcheck shell=bash source=/dev/null
source <(radica completions bash)
