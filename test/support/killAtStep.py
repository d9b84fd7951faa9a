"""
Runs a script again and again, and kills it: python3 killAtStep.py SCRIPT. Each line of its input is a run. `line 3`: SIGKILL comes
before the third line of the run, counted from `main` on. `call 3`: it comes around the second call that matters; before the n-th
one is 2n - 1, after it 2n. `end`: the run ends. It answers a line of JSON for each. Each run is a fork, so that Python's library is
loaded once.
"""
import json, os, signal, stat, sys, urllib.request

SCRIPT = sys.argv[1]
FOLDER = os.environ['KEY_FOLDER']
with open(SCRIPT) as file:
    TEXT = file.read()
CODE = compile(TEXT, SCRIPT, 'exec')
LINES = TEXT.split('\n')


def exposed():
    """Where somebody else could read a value now."""
    found = [name for name in ('cmdline', 'environ') if b'lks_' in open('/proc/self/' + name, 'rb').read()]
    modes = {name: stat.S_IMODE(os.stat(os.path.join(FOLDER, name)).st_mode) for name in os.listdir(FOLDER)}
    return found + [name for name, mode in modes.items() if mode & 0o077]


class Steps:
    """The hook: looks at what is exposed at each step, and kills at one."""

    def __init__(self, told, kind, kill_at):
        self.told, self.kind, self.kill_at, self.count = told, kind, kill_at, {'line': 0, 'call': 0}

    def step(self, kind, text):
        self.count[kind] += 1
        self.told['exposed'] = sorted({*self.told['exposed'], *exposed()})
        if kind == self.kind and self.count[kind] == self.kill_at:
            tell({**self.told, 'step': text})
            os.kill(os.getpid(), signal.SIGKILL)

    def trace(self, frame, event, _argument):
        if event == 'line':
            self.step('line', LINES[frame.f_lineno - 1].strip())
        is_begun = self.count['line'] > 0 or frame.f_code.co_name == 'main'
        return self.trace if is_begun and frame.f_code.co_filename == SCRIPT else None

    def record(self, owner, name, text):
        """Makes steps of the calls of a function."""
        real = getattr(owner, name)

        def noted(*given, **named):
            self.told['calls'].append(text(*given))
            self.step('call', 'before ' + text(*given))
            answer = real(*given, **named)
            self.step('call', 'after ' + self.told['calls'][-1])
            return answer

        setattr(owner, name, noted)


def name_of(descriptor):
    return os.path.basename(os.readlink('/proc/self/fd/%d' % descriptor))


def tell(told):
    REAL_WRITE(PIPE, (json.dumps(told) + '\n').encode())


def run(kind, kill_at):
    told = {'step': None, 'exposed': [], 'calls': []}
    steps = Steps(told, kind, kill_at)
    steps.record(os, 'write', lambda descriptor, _text: 'write ' + name_of(descriptor))
    steps.record(os, 'fsync', lambda descriptor: 'fsync ' + name_of(descriptor))
    steps.record(os, 'rename', lambda one, other: 'rename %s %s' % (os.path.basename(one), os.path.basename(other)))
    steps.record(urllib.request, 'urlopen', lambda *_request: 'ask')
    if kind == 'line':
        sys.settrace(steps.trace)
    code = 0
    try:
        exec(CODE, {'__name__': '__main__'})
    except SystemExit as end:
        code = end.code
    sys.settrace(None)
    tell({**told, 'code': code})


os.umask(0o022)
PIPE, REAL_WRITE = sys.stdout.fileno(), os.write
for asked in sys.stdin:
    child = os.fork()
    if child == 0:
        kind, _, number = asked.strip().partition(' ')
        run(kind, int(number or 0))
        os._exit(0)
    os.waitpid(child, 0)
