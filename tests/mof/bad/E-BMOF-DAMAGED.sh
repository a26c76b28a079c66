# A binary MOF without its last bytes, and one with a length that cannot be.
echo 'class T_Box { uint8 Width; };' >box.mof
wbemkit compile --bmof box.bmf box.mof
head -c 120 box.bmf >cut.bmf
wbemkit decompile cut.bmf; echo "status $?"
printf 'FOMB\100\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\377\0\0\0\0\0\0\0\10\0\0\0\20\0\0\0\0\0\0\0' >long.bmf
wbemkit check long.bmf; echo "status $?"
