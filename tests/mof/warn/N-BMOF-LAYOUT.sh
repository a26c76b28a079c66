# A class without a name, in a blob without a container.
printf 'FOMB\100\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\54\0\0\0\0\0\0\0\10\0\0\0\20\0\0\0\0\0\0\0' >nameless.bmf
printf '\10\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0' >>nameless.bmf
wbemkit decompile nameless.bmf; echo "status $?"
