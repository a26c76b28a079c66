#!/usr/bin/env python3
"""fleet.py: a small fleet in a repository, by wbemkit.py: fleet.py DIRECTORY."""
import os
import sys

import wbemkit

SCHEMA = """
class Demo_Part { [Key] string Id; };
class Demo_Fan : Demo_Part { uint32 Speed = 1200; string Labels[]; real32 Load; boolean On; uint64 Turns; };
"""


def main(directory):
    repository = os.path.join(directory, "fleet")
    with wbemkit.Repository(repository, write=True, create=True, sync=False) as repo:
        repo.compile(SCHEMA, name="fleet.mof")
        try:
            repo.compile("class Demo_Bad : Demo_Nobody { };", name="bad.mof")
        except wbemkit.Error as error:
            print(error)
        with repo.begin(write=True) as txn:
            for number, name in enumerate(("left", "right", "rear")):
                txn.put(txn.new("Demo_Fan", Id=name, Speed=900 + 100 * number, Labels=["a", "größe"], Load=0.5, On=True, Turns=2**64 - 1))
        with repo.begin() as txn:
            for fan in txn.query("SELECT * FROM Demo_Fan WHERE Speed > 950"):
                print(fan.path, fan["speed"], fan["Labels"], fan["Load"], fan["On"], fan["Turns"])
            fan = txn.get(wbemkit.CLASS, "Demo_Fan", flags=wbemkit.EFFECTIVE)
            print(fan.name, fan.superclass, list(fan), fan.qualifier("Key", "Id"))
            try:
                list(txn.query("SELECT * FRO Demo_Fan"))
            except wbemkit.Error as error:
                print(error.name, error.place)
        try:
            with repo.begin(write=True) as txn:
                txn.delete(wbemkit.INSTANCE, 'Demo_Fan.Id="left"')
                txn.delete(wbemkit.CLASS, "Demo_Part")
        except wbemkit.Error as error:
            print(error.name)
        with repo.begin() as txn:
            print(sorted(fan["Id"] for fan in txn.enumerate(wbemkit.INSTANCE, "Demo_Part", flags=wbemkit.DEEP)))
        repo.enable(wbemkit.PRIVILEGE_BACKUP)
        repo.pause(60000)
        print("paused:", repo.describe()["Paused"], "by ourselves:", [one["Own"] for one in repo.connections() if one["Pauses"]])
        repo.resume()
        repo.backup(os.path.join(directory, "fleet.wks"))
    wbemkit.Repository(os.path.join(directory, "copy"), open=False).restore(os.path.join(directory, "fleet.wks"))
    with wbemkit.Repository(os.path.join(directory, "copy")) as copy, copy.begin() as txn:
        print(txn.get(wbemkit.INSTANCE, 'Demo_Fan.Id="rear"').text(), end="")


if __name__ == "__main__":
    main(sys.argv[1])
