// SPDX-License-Identifier: MIT
#include "shell_scripts.hpp"

namespace chronus::ctl {

const char* const kBashCompletion =
    R"script(# bash completion for chronusctl: source <(chronusctl completion bash)
_chronusctl() {
  local lines line word
  COMPREPLY=()
  mapfile -t lines < <("$1" complete "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  if [[ ${lines[0]-} == :files ]]; then
    compopt -o default
    return
  fi
  for line in "${lines[@]}"; do
    printf -v word %q "${line%%$'\t'*}"
    COMPREPLY+=("$word")
  done
  if ((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == */ ]]; then
    compopt -o nospace
  fi
}
complete -F _chronusctl chronusctl
)script";

const char* const kZshCompletion = R"script(#compdef chronusctl
# zsh completion for chronusctl: as _chronusctl in a folder of $fpath, or source <(chronusctl completion zsh)
_chronusctl() {
  local -a lines ends goes_on ends_shown goes_on_shown
  local line word shown
  lines=("${(@f)$("${words[1]}" complete "${(j: :)words[1,CURRENT]}" 2>/dev/null)}")
  if [[ ${lines[1]} == :files ]]; then
    _files
    return
  fi
  for line in "${lines[@]}"; do
    [[ -n $line ]] || continue
    word=${line%%$'\t'*}
    shown=$word
    [[ $line == *$'\t'* ]] && shown="$word  -- ${line#*$'\t'}"
    if [[ $word == */ ]]; then
      goes_on+=("$word")
      goes_on_shown+=("$shown")
    else
      ends+=("$word")
      ends_shown+=("$shown")
    fi
  done
  compadd -l -d ends_shown -a ends
  compadd -l -S '' -d goes_on_shown -a goes_on
}
if [[ ${funcstack[1]-} == _chronusctl ]]; then
  _chronusctl "$@"
elif (($+functions[compdef])); then
  compdef _chronusctl chronusctl
fi
)script";

}  // namespace chronus::ctl
