# What is whole is read without a word, and what is compiled is laid out as it was.
cat >box.mof <<'EOF'
#pragma namespace ("root\\cimv2")
[Description("Boxes") : ToSubclass]
class T_Box
{
  [key] string Name;
  uint8 Widths[4];
  uint32 Scale([in] uint32 Factor, [out] string Note);
};
EOF
wbemkit compile --bmof box.bmf box.mof; echo "status $?"
wbemkit decompile box.bmf; echo "status $?"
wbemkit -v check box.bmf | grep BMOF; echo "status $?"
