# Another number in the container than all others have.
echo 'class T_Box { };' >box.mof
wbemkit compile --bmof box.bmf box.mof
{ head -c 4 box.bmf; printf '\2'; tail -c +6 box.bmf; } >unknown.bmf
wbemkit decompile unknown.bmf; echo "status $?"
wbemkit -v check --create-namespaces unknown.bmf; echo "status $?"
