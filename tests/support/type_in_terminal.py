#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""type_in_terminal.py PROMPT KEYS WANTED COMMAND...: starts an interactive shell on a pseudo-terminal, types the keys when
the prompt is there, and ends with 0 once the text that is wanted has appeared behind them; with 1 after 10 seconds."""
import os
import pty
import re
import select
import signal
import sys
import time

prompt, keys, wanted, command = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)


def read_until(text):
    seen = ""
    end = time.monotonic() + 10
    while text not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            # Shells that ask what terminal this is wait for an answer.
            if b"\x1b[c" in piece or b"\x1b[0c" in piece:
                os.write(terminal, b"\x1b[?6c")
            seen += re.sub(r"\x1b(\[[0-9;?=>]*[a-zA-Z]|\][^\x07]*\x07|[=>(][B0]?)", "", piece.decode(errors="replace"))
    return seen


seen = read_until(prompt)
os.write(terminal, keys.encode().decode("unicode_escape").encode())
after = read_until(wanted)
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
if wanted in after:
    sys.exit(0)
print(f"after {seen!r} came {after!r}")
sys.exit(1)
