"""
Runs a command whose standard error is a terminal: python3 inTerminal.py COMMAND. Ctrl-C comes once the terminal shows that it may.
It answers a line of JSON: what standard output had until then, what the terminal showed, and how the command ended.
"""
import json, os, pty, signal, subprocess, sys

master, slave = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=slave)
os.close(slave)
value = child.stdout.readline().decode()
shown = b''
while b'Ctrl-C' not in shown:
    shown += os.read(master, 4096)
child.send_signal(signal.SIGINT)
code = child.wait(30)
try:
    while more := os.read(master, 4096):
        shown += more
except OSError:  # So Linux says that the other side is closed.
    pass
print(json.dumps({'value': value, 'shown': shown.decode(), 'code': code, 'rest': child.stdout.read().decode()}))
