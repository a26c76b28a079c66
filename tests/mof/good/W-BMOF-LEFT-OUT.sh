# See E-BMOF-DAMAGED.sh: one good file for all.
. "${0%/*}/E-BMOF-DAMAGED.sh"
