"""A process is proven dead, or not called so."""

import os
import subprocess
import sys
from dataclasses import replace

from bot.store.boot import Boot, life_of, this_boot


def test_this_process_is_alive():
    assert life_of(this_boot()) == "alive"


def test_a_boot_can_be_written_and_read():
    assert Boot.read(str(this_boot())) == this_boot()


def test_a_process_id_used_again_is_not_the_old_process():
    assert life_of(replace(this_boot(), started="1")) == "dead"


def test_a_machine_started_anew_has_no_old_processes():
    assert life_of(replace(this_boot(), kernel="another", space="another")) == "dead"


def test_what_runs_elsewhere_is_unknown_and_not_dead():
    assert life_of(replace(this_boot(), host="another")) == "unknown"
    assert life_of(replace(this_boot(), space="another container")) == "unknown"


def test_a_killed_child_is_dead_even_before_anybody_buried_it():
    ask = "from bot.store.boot import this_boot; print(this_boot(), flush=True); input()"
    child = subprocess.Popen([sys.executable, "-c", ask], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    boot = Boot.read(child.stdout.readline().strip())
    assert boot.pid == child.pid
    assert life_of(boot) == "alive"
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, but still a zombie
    assert life_of(boot) == "dead"
    child.communicate()
    assert life_of(boot) == "dead"
