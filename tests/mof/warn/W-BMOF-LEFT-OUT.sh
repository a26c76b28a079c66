# A qualifier declaration is not in a binary MOF.
echo 'Qualifier Colour : string, Scope(class); [Colour("red")] class T_Box { };' >colour.mof
wbemkit compile --bmof colour.bmf colour.mof; echo "status $?"
wbemkit decompile colour.bmf
