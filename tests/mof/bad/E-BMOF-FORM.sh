# What has no form in a binary MOF.
cat >form.mof <<'EOF'
#pragma deleteclass ("T_Old", NOFAIL)
#pragma namespace (root)
#pragma classflags ("createonly", "updateonly")
class T_Box { string Names[] = { "a", NULL }; uint32 Mixed[] = { 1, "b" }; uint64 Big = 123456789012345678901; };
structure T_Inside { uint8 Width; };
EOF
wbemkit compile --bmof form.bmf form.mof; echo "status $?"
[ ! -e form.bmf ] || echo "form.bmf is there"
