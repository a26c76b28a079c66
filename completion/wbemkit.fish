# wbemkit.fish: completion of wbemkit for fish. A test holds it against the program's own tables.

# The verb of the line, one word or two; empty before it is there.
function __wbemkit_verb
    set -l skip 0
    set -l verb
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case -R --repository -n --namespace -o --output-format --color --progress --dialect --class-mode --instance-mode -D --define -I --include -l --level -j --threads -W --warn -E --error --max-errors --ignore --timeout --lock-timeout --in --assoc-class --result-class --role --result-role --required-qualifier --required-assoc-qualifier --qualifier --property --method --superclass
                set skip 1
            case '-*'
            case '*'
                set -a verb $word
                if not contains -- $verb[1] class instance qualifier structure enumeration namespace snapshot provider autorecover settings; or test (count $verb) = 2
                    break
                end
        end
    end
    echo "$verb"
end

function __wbemkit_at
    contains -- (__wbemkit_verb) $argv
end

# The warnings and notes, as they are and with no- in front.
function __wbemkit_checks
    if test (__wbemkit_verb) = lint
        wbemkit lint --list-checks -o text 2>/dev/null | sed -n 's/^\([LSD]-[^ ]*\) .*/\1 no-\1/p' | string split ' '
    end
    wbemkit check --list-checks -o text 2>/dev/null | sed -n 's/^\([NW]-[^ ]*\) .*/\1 no-\1/p' | string split ' '
end

# Asks the repository that the line names.
function __wbemkit_ask
    set -l where
    set -l words (commandline -opc)
    for i in (seq (count $words))
        if test $i -lt (count $words); and contains -- $words[$i] -R --repository -n --namespace --in
            set -a where $words[$i] $words[(math $i + 1)]
        end
    end
    wbemkit $where -o text $argv 2>/dev/null
end

complete -c wbemkit -f
complete -c wbemkit -n '__wbemkit_at ""' -a 'init' -d 'make an empty repository'
complete -c wbemkit -n '__wbemkit_at ""' -a 'compile' -d 'compile MOF or JSON into the repository'
complete -c wbemkit -n '__wbemkit_at ""' -a 'check' -d 'compile MOF files without storing anything'
complete -c wbemkit -n '__wbemkit_at ""' -a 'lint' -d 'look for what is allowed and not good, or not safe'
complete -c wbemkit -n '__wbemkit_at ""' -a 'decompile' -d 'show what a binary MOF says'
complete -c wbemkit -n '__wbemkit_at ""' -a 'fmt' -d 'bring MOF files into their canonical layout'
complete -c wbemkit -n '__wbemkit_at ""' -a 'diff' -d 'print what differs, object by object, and whom it breaks'
complete -c wbemkit -n '__wbemkit_at ""' -a 'export' -d 'print the repository as MOF'
complete -c wbemkit -n '__wbemkit_at ""' -a 'class' -d 'list, get, tree, find classes'
complete -c wbemkit -n '__wbemkit_at ""' -a 'instance' -d 'list, get, create, modify instances'
complete -c wbemkit -n '__wbemkit_at ""' -a 'qualifier' -d 'list, get qualifier types'
complete -c wbemkit -n '__wbemkit_at ""' -a 'structure' -d 'list, get structures'
complete -c wbemkit -n '__wbemkit_at ""' -a 'enumeration' -d 'list, get enumerations'
complete -c wbemkit -n '__wbemkit_at ""' -a 'provider' -d 'programs that give instances'
complete -c wbemkit -n '__wbemkit_at provider' -a 'list' -d 'all, and whether they can be run'
complete -c wbemkit -n '__wbemkit_at provider' -a 'add' -d 'register a program'
complete -c wbemkit -n '__wbemkit_at provider' -a 'remove' -d 'take programs out'
complete -c wbemkit -n '__wbemkit_at provider' -a 'check' -d 'run one, and look at its answers'
complete -c wbemkit -n '__wbemkit_at "provider add"' -l overwrite -d 'replace one of that name'
complete -c wbemkit -n '__wbemkit_at ""' -a 'autorecover' -d 'list, add, remove, check what is kept for recovery'
complete -c wbemkit -n '__wbemkit_at autorecover' -a 'list' -d 'the copies, in their order'
complete -c wbemkit -n '__wbemkit_at autorecover' -a 'add' -d 'keep copies of files'
complete -c wbemkit -n '__wbemkit_at autorecover' -a 'remove' -d 'take copies out'
complete -c wbemkit -n '__wbemkit_at autorecover' -a 'check' -d 'would they bring all back?'
complete -c wbemkit -n '__wbemkit_at compile' -l class-mode -x -a 'createonly updateonly compatible safe force' -d 'how classes may change'
complete -c wbemkit -n '__wbemkit_at compile' -l instance-mode -x -a 'createonly updateonly' -d 'how instances may change'
complete -c wbemkit -n '__wbemkit_at compile "instance create" "instance modify"' -l plan -d 'print what would change'
complete -c wbemkit -n '__wbemkit_at compile' -l remove -d 'take out what the files declare'
complete -c wbemkit -n '__wbemkit_at compile' -l autorecover -d 'keep a copy for recovery'
complete -c wbemkit -n '__wbemkit_at compile "provider list" "autorecover list" "autorecover check"' -s o -l output-format -x -a 'text json' -d 'the form of what is printed'
complete -c wbemkit -n '__wbemkit_at ""' -a 'namespace' -d 'list, create, delete namespaces'
complete -c wbemkit -n '__wbemkit_at ""' -a 'query' -d 'print what a WQL query asks for'
complete -c wbemkit -n '__wbemkit_at ""' -a 'associators' -d 'print what associations lead to'
complete -c wbemkit -n '__wbemkit_at ""' -a 'references' -d 'print the associations of an instance'
complete -c wbemkit -n '__wbemkit_at ""' -a 'backup' -d 'write the static data of the repository into one file'
complete -c wbemkit -n '__wbemkit_at ""' -a 'restore' -d 'make the repository what a snapshot holds'
complete -c wbemkit -n '__wbemkit_at ""' -a 'snapshot' -d 'list, show, verify a snapshot'
complete -c wbemkit -n '__wbemkit_at ""' -a 'verify' -d 'check the whole repository'
complete -c wbemkit -n '__wbemkit_at ""' -a 'status' -d 'print what the repository is and holds'
complete -c wbemkit -n '__wbemkit_at ""' -a 'compact' -d 'make the file as small as its content'
complete -c wbemkit -n '__wbemkit_at ""' -a 'salvage' -d 'build a damaged repository anew'
complete -c wbemkit -n '__wbemkit_at ""' -a 'reset' -d 'begin anew with the autorecover list'
complete -c wbemkit -n '__wbemkit_at verify' -l quick -d 'only roots and counts'
complete -c wbemkit -n '__wbemkit_at salvage' -l dry-run -d 'change nothing'
complete -c wbemkit -n '__wbemkit_at salvage' -l drop-old -d 'remove the kept generation'
complete -c wbemkit -n '__wbemkit_at salvage' -l undo -d 'make the kept generation live again'
complete -c wbemkit -n '__wbemkit_at reset' -l yes -d 'it is meant'
complete -c wbemkit -n '__wbemkit_at ""' -a 'connections' -d 'print who has the repository open'
complete -c wbemkit -n '__wbemkit_at ""' -a 'settings' -d 'list, get, set, unset what the owner has chosen'
complete -c wbemkit -n '__wbemkit_at ""' -a 'disconnect' -d 'break the connections of all others'
complete -c wbemkit -n '__wbemkit_at ""' -a 'pause' -d 'hold the repository still while a command runs'
complete -c wbemkit -n '__wbemkit_at ""' -a 'explain' -d 'tell what a code or a message means'
complete -c wbemkit -n '__wbemkit_at ""' -a 'help' -d 'print help'
complete -c wbemkit -n '__wbemkit_at class' -a 'list get tree find delete'
complete -c wbemkit -n '__wbemkit_at instance' -a 'list get create modify delete'
complete -c wbemkit -n '__wbemkit_at qualifier structure enumeration' -a 'list get delete'
complete -c wbemkit -n '__wbemkit_at settings' -a 'list get set unset'
complete -c wbemkit -n '__wbemkit_at "settings get" "settings set" "settings unset"' -a 'pause-limit provider-timeout provider-memory backup-group restore-group admin-group group'
complete -c wbemkit -n '__wbemkit_at namespace' -a 'list create delete security'
complete -c wbemkit -n '__wbemkit_at snapshot' -a 'list show verify'

complete -c wbemkit -s R -l repository -x -a '(__fish_complete_directories)' -d 'the directory of the repository'
complete -c wbemkit -s n -l namespace -x -a '(__wbemkit_ask namespace list)' -d 'the namespace to work in'
complete -c wbemkit -s q -l quiet -d 'no progress, no warnings'
complete -c wbemkit -s v -l verbose -d 'say what was done, and print notes'
complete -c wbemkit -l color -x -a 'auto always never' -d 'colored messages'
complete -c wbemkit -l progress -x -a 'auto always never' -d 'a progress bar'
complete -c wbemkit -s h -l help -d 'print help'
complete -c wbemkit -s V -l version -d 'print the version'

complete -c wbemkit -n '__wbemkit_at check lint' -s o -l output-format -x -a 'text gcc json sarif github' -d 'the form of what is printed'
complete -c wbemkit -n '__wbemkit_at export' -s o -l output-format -x -a 'mof json jsonl jsonschema' -d 'the form of what is printed'
complete -c wbemkit -n '__wbemkit_at "class get" "instance get" "qualifier get" "structure get" "enumeration get"' -s o -l output-format -x -a 'mof json' -d 'the form of what is printed'
complete -c wbemkit -n '__wbemkit_at "class list" "class find" "instance list" "qualifier list" "structure list" "enumeration list" "snapshot show"' -s o -l output-format -x -a 'text mof json' -d 'the form of what is printed'
complete -c wbemkit -n '__wbemkit_at diff "class tree" "namespace list" "snapshot list" "settings list" verify salvage status connections explain' -s o -l output-format -x -a 'text json' -d 'the form of what is printed'

complete -c wbemkit -n '__wbemkit_at compile "autorecover add" check lint diff export query associators references "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "structure list" "structure get" "enumeration list" "enumeration get" "namespace list"' -s I -l include -x -a '(__fish_complete_directories)' -d 'look here too for included files'
complete -c wbemkit -n '__wbemkit_at export query associators references "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "structure list" "structure get" "enumeration list" "enumeration get" "namespace list"' -l in -r -d 'read this instead of a repository'
complete -c wbemkit -n '__wbemkit_at compile check' -l create-namespaces -d 'make missing namespaces'
complete -c wbemkit -n '__wbemkit_at compile "autorecover add" check diff "instance create" "instance modify" export query associators references "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "structure list" "structure get" "enumeration list" "enumeration get" "namespace list"' -l dialect -x -a 'auto dmtf wmi dsc mof3' -d 'whose MOF it is'
complete -c wbemkit -n '__wbemkit_at compile "autorecover add" check export query associators references "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "structure list" "structure get" "enumeration list" "enumeration get" "namespace list"' -l cpp -d 'run the C preprocessor first'
complete -c wbemkit -n '__wbemkit_at compile "autorecover add" check export query associators references "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "structure list" "structure get" "enumeration list" "enumeration get" "namespace list"' -s D -l define -x -d 'a macro, with --cpp'
complete -c wbemkit -n '__wbemkit_at compile "autorecover add" check lint export query associators references "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "structure list" "structure get" "enumeration list" "enumeration get" "namespace list"' -s W -l warn -x -a 'all error (__wbemkit_checks)' -d 'show a warning or note, or not'
complete -c wbemkit -n '__wbemkit_at compile "autorecover add" check lint export query associators references "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "structure list" "structure get" "enumeration list" "enumeration get" "namespace list"' -s E -l error -x -a '(__wbemkit_checks)' -d 'make an error of a warning or note'
complete -c wbemkit -n '__wbemkit_at compile "autorecover add" check export query associators references "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "structure list" "structure get" "enumeration list" "enumeration get" "namespace list"' -l strict -d 'the standard to the letter'
complete -c wbemkit -n '__wbemkit_at compile "autorecover add" check lint export query associators references "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "structure list" "structure get" "enumeration list" "enumeration get" "namespace list"' -l max-errors -x -d 'print so many errors'
complete -c wbemkit -n '__wbemkit_at check lint' -l list-checks -d 'print the checks'
complete -c wbemkit -n '__wbemkit_at diff' -l ignore -x -a 'dsc Description' -d 'leave this out'
complete -c wbemkit -n '__wbemkit_at check' -l each -d 'each FILE by itself, not all as one unit'
complete -c wbemkit -n '__wbemkit_at lint' -l security -d 'ask the rules for security'
complete -c wbemkit -n '__wbemkit_at lint' -l driver -d 'ask the rules for drivers'
complete -c wbemkit -n '__wbemkit_at decompile' -s o -l output-format -x -a 'mof json table csv' -d 'the form of what is printed'
complete -c wbemkit -n '__wbemkit_at decompile' -l tree -d 'every record with its offset and its fields'
complete -c wbemkit -n '__wbemkit_at decompile' -l hex -d 'the decompressed bytes'
complete -c wbemkit -n '__wbemkit_at decompile' -l guids -d 'a table of GUIDs, methods, data and events'
complete -c wbemkit -n '__wbemkit_at decompile' -l c-header -d 'a C header for a driver'
complete -c wbemkit -n '__wbemkit_at decompile' -l scan -d 'look for binary MOF inside'
complete -c wbemkit -n '__wbemkit_at compile' -l bmof -r -F -d 'write binary MOF, store nothing'
complete -c wbemkit -n '__wbemkit_at compile' -l bmof-format -x -a 'raw c-array asl' -d 'the form of --bmof'
complete -c wbemkit -n '__wbemkit_at fmt' -l check -d 'print the names of files that would change'
complete -c wbemkit -n '__wbemkit_at fmt' -l diff -d 'print what would change'
complete -c wbemkit -n '__wbemkit_at fmt' -l stdout -d 'print the text as it would be'
complete -c wbemkit -n '__wbemkit_at restore salvage reset' -l force -d 'break the connections of others'
complete -c wbemkit -n '__wbemkit_at query associators references' -s o -l output-format -x -a 'text mof json table csv' -d 'the form of what is printed'
complete -c wbemkit -n '__wbemkit_at pause' -l timeout -x -d 'writers go on after that'
complete -c wbemkit -n '__wbemkit_at compile "autorecover add" "autorecover remove" "autorecover check" "class delete" "instance create" "instance modify" "instance delete" "qualifier delete" "structure delete" "enumeration delete" "namespace create" "namespace delete" "namespace security" restore salvage reset disconnect pause' -l no-wait -d 'fail at once when another is writing'
complete -c wbemkit -n '__wbemkit_at compile "autorecover add" "autorecover remove" "autorecover check" "class delete" "instance create" "instance modify" "instance delete" "qualifier delete" "structure delete" "enumeration delete" "namespace create" "namespace delete" "namespace security" restore salvage reset disconnect pause' -l lock-timeout -x -d 'wait so long for others'
complete -c wbemkit -n '__wbemkit_at query associators references "instance list" "instance get"' -l no-providers -d 'only what is stored'
complete -c wbemkit -n '__wbemkit_at query associators references' -l explain -d 'print how it would be answered'
complete -c wbemkit -n '__wbemkit_at associators' -l assoc-class -x -a '(__wbemkit_ask class list)' -d 'over these associations'
complete -c wbemkit -n '__wbemkit_at associators references' -l result-class -x -a '(__wbemkit_ask class list)' -d 'only of this class'
complete -c wbemkit -n '__wbemkit_at associators references' -l role -x -d 'where the object stands'
complete -c wbemkit -n '__wbemkit_at associators' -l result-role -x -d 'where the result stands'
complete -c wbemkit -n '__wbemkit_at associators references' -l required-qualifier -x -a '(__wbemkit_ask qualifier list)' -d 'of a class with it'
complete -c wbemkit -n '__wbemkit_at associators' -l required-assoc-qualifier -x -a '(__wbemkit_ask qualifier list)' -d 'over classes with it'
complete -c wbemkit -n '__wbemkit_at associators references' -l keys-only -d 'the keys alone'
complete -c wbemkit -n '__wbemkit_at associators references' -l class-defs-only -d 'the classes of what is found'
complete -c wbemkit -n '__wbemkit_at associators references' -l schema-only -d 'of a class, what the schema says'
complete -c wbemkit -n '__wbemkit_at query associators references "class list" "class get" "class tree" "class find" "instance list" "instance get"' -l system -d 'what is the system'\''s too'
complete -c wbemkit -n '__wbemkit_at "class tree"' -l up -d 'the classes above'
complete -c wbemkit -n '__wbemkit_at "class find"' -l qualifier -x -a '(__wbemkit_ask qualifier list)' -d 'has this qualifier'
complete -c wbemkit -n '__wbemkit_at "class find"' -l property -x -d 'has such a property'
complete -c wbemkit -n '__wbemkit_at "class find"' -l method -x -d 'has such a method'
complete -c wbemkit -n '__wbemkit_at "class find"' -l superclass -x -a '(__wbemkit_ask class list)' -d 'is below this class'
complete -c wbemkit -n '__wbemkit_at export "class find"' -s a -l all -d 'all namespaces'
complete -c wbemkit -n '__wbemkit_at "class list" "class get" "class find" "structure get"' -s e -l effective -d 'with all that the class inherits'
complete -c wbemkit -n '__wbemkit_at "instance list"' -l deep -d 'the instances of all subclasses too'
complete -c wbemkit -n '__wbemkit_at query associators references export "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "snapshot show"' -l amended -d 'classes with their localized qualifiers'
complete -c wbemkit -n '__wbemkit_at query associators references export "class list" "class get" "class tree" "class find" "instance list" "instance get" "qualifier list" "qualifier get" "snapshot show"' -l locale -x -a 'ms_409 ms_407 ms_40c ms_411' -d 'the locale'
complete -c wbemkit -n '__wbemkit_at "class delete" "instance delete" "namespace delete"' -s r -l recursive -d 'with all that is in it and below it'
complete -c wbemkit -n '__wbemkit_at backup' -l overwrite -d 'replace the file when it exists'
complete -c wbemkit -n '__wbemkit_at backup' -s l -l level -x -a '0 1 2 3 4 5 6 7 8 9' -d 'compression'
complete -c wbemkit -n '__wbemkit_at backup' -s j -l threads -x -d 'threads that compress'
complete -c wbemkit -n '__wbemkit_at backup' -l no-verify -d 'do not read the written file back'
complete -c wbemkit -n '__wbemkit_at compile "autorecover add" fmt "class delete" "instance create" "instance modify" "instance delete" "qualifier delete" "structure delete" "enumeration delete" "namespace create" "namespace delete" "namespace security" backup restore compact' -l no-sync -d 'do not wait for the disk'

complete -c wbemkit -n '__wbemkit_at compile check lint fmt decompile diff backup restore "snapshot list" "snapshot show" "snapshot verify"' -F
complete -c wbemkit -n '__wbemkit_at export' -s o -l output-format -x -a 'mof json jsonl jsonschema' -d 'the form of what is printed'
complete -c wbemkit -n '__wbemkit_at "class get" "class tree" "instance list" "instance create"' -a '(__wbemkit_ask class list)'
complete -c wbemkit -n '__wbemkit_at "qualifier get"' -a '(__wbemkit_ask qualifier list)'
complete -c wbemkit -n '__wbemkit_at "structure get"' -a '(__wbemkit_ask structure list)'
complete -c wbemkit -n '__wbemkit_at "enumeration get"' -a '(__wbemkit_ask enumeration list)'
complete -c wbemkit -n '__wbemkit_at "namespace security"' -a 'get set allow deny rights (__wbemkit_ask namespace list)'
complete -c wbemkit -n '__wbemkit_at "namespace security"' -s o -l output-format -x -a 'text json sddl' -d 'the form of what is printed'
complete -c wbemkit -n '__wbemkit_at "namespace delete"' -a '(__wbemkit_ask namespace list)'
