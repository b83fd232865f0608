# Completion of dora and its tools in fish: source this file, or put it in a folder of $fish_complete_path.

function __dora_complete
    set -l current (commandline -ct)
    # As it's meant: without quotes, of which one may still be open, nor what escapes a blank.
    set -l meant (string replace -ra '[\\\\"\']' '' -- "$current")
    set -l found (dora --complete (commandline -opc) "$meant" 2>/dev/null)
    if test (count $found) -gt 0
        string join \n -- $found
    else
        __fish_complete_path "$current"
    end
end

for tool in dora dora-sig dora-submit dora-status dora-tail dora-run dora-grid
    complete -c $tool -f -a '(__dora_complete)'
end
