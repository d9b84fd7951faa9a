"""Runs `docs/audit-verifier.py` on many exports in one process, since a process takes long to start. Each signature is checked once.
Reads a JSON list of [EXPORT, CHECKPOINT, VKEY] lists, whose first two are texts, and prints a list of [exit code, sentence]."""
import importlib.util, json, pathlib, sys, tempfile

sys.dont_write_bytecode = True  # A package is made of the folder of the pages.
found = importlib.util.spec_from_file_location('verifier', 'docs/audit-verifier.py')
verifier = importlib.util.module_from_spec(found)
found.loader.exec_module(verifier)
check = verifier.Key.has_signed
known = {}

def has_signed(self, text, signature):
    question = (self.public, text, signature)
    if question not in known:
        known[question] = check(self, text, signature)
    return known[question]

verifier.Key.has_signed = has_signed
with tempfile.TemporaryDirectory() as folder:
    export, checkpoint = pathlib.Path(folder, 'export'), pathlib.Path(folder, 'checkpoint')
    verdicts = []
    for exported, kept, vkey in json.load(sys.stdin):
        export.write_bytes(exported.encode())
        checkpoint.write_bytes(kept.encode())
        verdicts.append(verifier.main([str(export), str(checkpoint), vkey]))
print(json.dumps(verdicts))
