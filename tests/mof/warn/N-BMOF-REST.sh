# One byte behind it, as firmware has it.
echo 'class T_Box { };' >box.mof
wbemkit compile --bmof box.bmf box.mof
printf 'x' >>box.bmf
wbemkit decompile box.bmf; echo "status $?"
wbemkit -q decompile box.bmf; echo "status $?"
