#!/usr/bin/env python3
"""Verifies an export of Latchkey's audit log with Python's standard library and openssl (3 or later) alone.
usage: audit-verifier.py EXPORT CHECKPOINT VKEY
EXPORT: a file of `latchkey audit export` or `latchkey audit proof`. CHECKPOINT: a file with a checkpoint that was kept
elsewhere. VKEY: the text that a server answers at /.well-known/latchkey-audit-key.
Exit code: 0 verified, 1 this is not what was logged, 2 that cannot be told."""
import base64, functools, hashlib, itertools, json, pathlib, re, subprocess, sys, tempfile
class Forged(Exception): pass
class Unusable(Exception): pass
DER = bytes.fromhex('302a300506032b6570032100')
def demand(holds, sentence, *values):
    if not holds:
        raise Forged(sentence % values)
def sha256(*parts):
    return hashlib.sha256(b''.join(parts)).digest()
def decode(text, length):
    found = base64.b64decode(text, validate=True)
    demand([len(found), base64.b64encode(found).decode()] == [length, text], 'it has a wrong hash or signature')
    return found
def pairs(items):
    demand(len(dict(items)) == len(items), 'a name stands twice in an object')
    return dict(items)
refuse = functools.partial(demand, False, 'a log has no number such as %s')
def parse(line):
    return json.loads(line.decode('utf-8'), object_pairs_hook=pairs, parse_float=refuse, parse_constant=refuse)
def canonical(value):
    """RFC 8785, for what a row may hold."""
    text = json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    return re.sub('[\ud800-\udfff]', lambda half: '\\u%04x' % ord(half[0]), text).encode()
def committed(value):
    """What the tree knows of a value: of one that has a salt, its commitment."""
    if isinstance(value, list):
        return [committed(each) for each in value]
    if isinstance(value, dict) and value.keys() == {'salt', 'value'}:
        demand(len(value['salt']) == 22, 'a salt has another length')
        return {'sha256': base64.b64encode(sha256(value['salt'].encode(), canonical(value['value']))).decode()}
    return {name: committed(each) for name, each in value.items()} if isinstance(value, dict) else value
def leads(proof, leaf, index, size, root):
    """RFC 9162, section 2.1.3.2."""
    place, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        is_right = place & 1 or place == last
        found = sha256(b'\x01', each, found) if is_right else sha256(b'\x01', found, each)
        while is_right and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    return last == 0 and found == root
def append(roots, size, leaf):
    """RFC 6962, section 2.1. The roots are those of the complete subtrees, from large to small."""
    while size & 1:
        leaf, size = sha256(b'\x01', roots.pop(), leaf), size >> 1
    roots.append(leaf)
def root_of(roots):
    return functools.reduce(lambda right, left: sha256(b'\x01', left, right), roots[::-1] or [sha256()])
class Key:
    """C2SP, signed-note."""
    def __init__(self, text):
        found = re.fullmatch(r'([^\s+]+)\+([0-9a-f]{8})\+(A[Q-Za-f][A-Za-z0-9+/]{42})', text) or [''] * 4
        self.name, raw = found[1], base64.b64decode(found[3])
        self.id, self.public = sha256(self.name.encode(), b'\n', raw)[:4], raw[1:]
        if self.id.hex() != found[2]:
            raise Unusable('VKEY is not the public key of a log, or it is damaged.')
    def has_signed(self, text, signature):
        with tempfile.TemporaryDirectory() as folder:
            files = {name: pathlib.Path(folder, name) for name in ('KEY', 'TEXT', 'SIGNATURE')}
            for file, content in zip(files.values(), (DER + self.public, text, signature)):
                file.write_bytes(content)
            command = 'openssl pkeyutl -verify -pubin -keyform DER -rawin -inkey KEY -in TEXT -sigfile SIGNATURE'
            done = subprocess.run([files.get(word, word) for word in command.split()], capture_output=True)
        if b'Verif' not in done.stdout:
            raise Unusable('openssl cannot check a signature of Ed25519: version 3 or later is needed.')
        return done.returncode == 0
class Checkpoint:
    """C2SP, signed-note and tlog-checkpoint."""
    def __init__(self, what, note, key):
        text, _, signatures = note.rpartition('\n\n')
        found = re.fullmatch(r'([^\n]+)\n(0|[1-9][0-9]{0,15})\n(\S+)(?:\nfirst-kept ([1-9][0-9]{0,15}))?', text)
        demand(found and re.fullmatch('(\u2014 [^ \n]+ [^ \n]+\n)+', signatures), '%s is no checkpoint.', what)
        self.origin, self.size, self.first = found[1], int(found[2]), int(found[4] or 0)
        self.root = decode(found[3], 32)
        lines = [line.split(' ')[1:] for line in signatures.splitlines()]
        own = [decode(signature, 68) for name, signature in lines if name == key.name]
        is_signed = own and own[0][:4] == key.id and key.has_signed(text.encode() + b'\n', own[0][4:])
        demand(is_signed, '%s is not signed with the key VKEY.', what)
        demand((self.origin + '/').startswith(key.name + '/'), '%s is of a log of another key than VKEY.', what)
def read_row(line, number, is_whole):
    try:
        row = parse(line)
        demand(row.keys() == {'sequence', 'event', 'leaf', 'proof'}, 'it has other fields than a row')
        demand(type(row['sequence']) is int, 'its sequence is no number')
        sequence, leaf, event = row['sequence'], decode(row['leaf'], 32), row['event']
        proof = None if row['proof'] is None else [decode(each, 32) for each in row['proof']]
        is_logged = sha256(b'\0', canonical(committed(event))) == leaf or event is None and not is_whole
    except (Forged, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Forged('Line %d is no row of a log: %s.' % (number, error))
    demand(is_logged, 'Row %d was changed: its content has another hash than its leaf.', sequence)
    return sequence, leaf, proof, event is None
def walk(lines, told, kept, is_whole):
    roots, hidden, expected, is_rebuilt = [], 0, told.first if is_whole else 0, is_whole and told.first == 0
    for count, line in enumerate(lines, 1):
        sequence, leaf, proof, is_hidden = read_row(line, count, is_whole)
        demand(expected <= sequence < told.size, 'Row %d, in line %d, is not in its place.', sequence, count)
        demand(sequence == expected or not is_whole, 'Row %d is missing.', expected)
        if proof is None and not is_rebuilt:
            raise Unusable('Row %d has no proof: make the export with --proofs.' % sequence)
        is_led = proof is None or leads(proof, leaf, sequence, told.size, told.root)
        demand(is_led, 'Row %d is not the one that was logged: its proof does not lead to the checkpoint.', sequence)
        append(roots, count - 1, leaf)
        is_kept = not is_rebuilt or count != kept.size or root_of(roots) == kept.root
        demand(is_kept, 'The first %d rows are not those of CHECKPOINT.', count)
        expected, hidden = sequence + 1, hidden + is_hidden
    demand(expected == told.size or not is_whole, 'Row %d is missing.', expected)
    demand(not is_rebuilt or root_of(roots) == told.root, "The rows are not those of EXPORT's own checkpoint.")
    if told.size != kept.size and not is_rebuilt:
        raise Unusable('EXPORT ends with %d rows, CHECKPOINT with %d: use --checkpoint.' % (told.size, kept.size))
    return hidden
def verify(export, checkpoint, vkey):
    key = Key(vkey.strip())
    kept = Checkpoint('CHECKPOINT', pathlib.Path(checkpoint).read_bytes().decode(), key)
    with open(export, 'rb') as file:
        count, last = -1, b''
        for last in file:
            count += 1
        end = parse(last) if last.endswith(b'\n') else None
        is_end = isinstance(end, dict) and end.keys() in ({'checkpoint'}, {'checkpoint', 'filter'})
        demand(is_end, 'EXPORT is cut off, or was lengthened: its last line is no checkpoint.')
        told = Checkpoint('The last line of EXPORT', end['checkpoint'], key)
        demand(told.origin == kept.origin, 'EXPORT is of %s, CHECKPOINT of %s.', told.origin, kept.origin)
        demand(told.size >= kept.size, 'EXPORT ends with %d rows, and CHECKPOINT knows %d.', told.size, kept.size)
        demand(told.size > kept.size or told.root == kept.root, 'EXPORT and CHECKPOINT have different rows.')
        file.seek(0)
        hidden = walk(itertools.islice(file, count), told, kept, 'filter' not in end)
    if 'filter' not in end:
        return 'All rows of %s from %d to %d were verified.' % (told.origin, told.first, told.size - 1)
    rows = '%d of %d rows of %s were verified' % (count, told.size, told.origin)
    return '%s, %d of them without their content. Which others there are is not shown.' % (rows, hidden)
def main(arguments):
    if len(arguments) != 3:
        return 2, 'usage: audit-verifier.py EXPORT CHECKPOINT VKEY'
    try:
        return 0, verify(*arguments)
    except (Unusable, OSError) as error:
        return 2, str(error)
    except (Forged, ValueError, TypeError, AttributeError, RecursionError) as error:
        return 1, str(error)
if __name__ == '__main__':
    code, sentence = main(sys.argv[1:])
    sys.exit(print(sentence, file=sys.stderr if code else sys.stdout) or code)
