# Completion of dora and its tools in bash: source this file, or put it where bash-completion looks.

_dora()
{
  local rest=${COMP_LINE:0:COMP_POINT} words=() word i shown

  # Bash splits words at '=' and ':'; here they are words when blanks are between them.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $i -eq 0 || -z $rest || $rest == [[:space:]]* ]]; then
      rest=${rest#"${rest%%[![:space:]]*}"}
      words+=("")
    fi
    # Of the last word only what stands before the cursor.
    [[ $rest == "$word"* ]] || word=$rest
    words[${#words[@]}-1]+=$word
    rest=${rest#"$word"}
  done

  # Whoever has opened a quote closes it; else what is inserted is quoted.
  local last=${words[${#words[@]}-1]} quoted=""
  [[ ${last##*=} == [\"\']* ]] && quoted=1
  words=("${words[@]//[\\\"\']/}")
  last=${words[${#words[@]}-1]}
  # What bash takes for the word begins after the last of its own breaks.
  local kept="" breaks=${COMP_WORDBREAKS//[^=:]/}
  [[ -n $breaks && $last == *[$breaks]* ]] && kept=${last%"${last##*[$breaks]}"}

  COMPREPLY=()
  while IFS=$'\t' read -r word shown; do
    word=${word#"$kept"}
    [[ -z $quoted && $word == *[^[:alnum:]_./:=,@%+-]* ]] && printf -v word %q "$word"
    # Listed but not inserted, a candidate may say what it is.
    [[ $COMP_TYPE -eq 63 && -n $shown ]] && word="$word  ($shown)"
    COMPREPLY+=("$word")
  done < <(dora --complete "${words[@]}" 2>/dev/null)
  # The only one is inserted even then; what ends with '=' waits for its value.
  if [[ ${#COMPREPLY[@]} -eq 1 ]]; then
    COMPREPLY=("${COMPREPLY[0]%%  (*}")
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
  fi
}

complete -o bashdefault -o default -F _dora \
  dora dora-sig dora-submit dora-status dora-tail dora-run dora-grid
