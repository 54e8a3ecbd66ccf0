"""Answers for uv and pip where there is no network: nothing is installed, and what is asked for must be there."""
import os
import re
import shlex
import sys
from importlib import metadata

try:
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.specifiers import SpecifierSet
    from packaging.utils import canonicalize_name
    from packaging.version import InvalidVersion, Version
except ImportError:
    from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
    from pip._vendor.packaging.specifiers import SpecifierSet
    from pip._vendor.packaging.utils import canonicalize_name
    from pip._vendor.packaging.version import InvalidVersion, Version

# Options whose value is the next word.
VALUED = set('''
    -C -P -f -i -o -p -t --abi --allow-insecure-host --build-constraint --cache-dir --cert --client-cert --color
    --config-file --config-setting --config-settings --default-index --directory --exclude-newer --exists-action --extra
    --extra-index-url --find-links --global-option --group --implementation --index --index-strategy --index-url
    --install-option --keyring-provider --link-mode --log --no-binary --no-build-isolation-package --only-binary
    --output-file --override --overrides --platform --prefix --prerelease --progress-bar --project --proxy --python
    --python-platform --python-version --refresh-package --reinstall-package --report --resolution --retries --root
    --root-user-action --src --target --timeout --trusted-host --upgrade-package --upgrade-strategy --use-deprecated
    --use-feature
    '''.split())
OTHER_PLACE = re.compile(r'^(-e |\.|/|~)|^[a-z][a-z0-9+.-]*:|\.(whl|zip|tar\.gz|tar\.bz2)$|^\S*/', re.I)
NOTHING = 'nothing can be installed here, only what the toolchain brings can be used'


class Refused(Exception):
    pass


class Installed:
    """The distributions of this interpreter; the first of a name is the one that an import finds."""

    def __init__(self):
        self.by_name = {}
        for found in metadata.distributions():
            name = found.metadata['Name']
            if name:
                self.by_name.setdefault(canonicalize_name(name), found)

    def find(self, name):
        return self.by_name.get(canonicalize_name(name))

    def listing(self):
        return ['%s %s' % (name, found.version) for name, found in sorted(self.by_name.items())]


class Check:
    def __init__(self, installed, constraints, quiet):
        self.installed = installed
        self.constraints = constraints
        self.quiet = quiet
        self.seen = set()
        self.problems = []
        self.listing = '; the toolchain offers: ' + (', '.join(installed.listing()) or 'nothing')

    def problem(self, place, what):
        self.problems.append((place + ': ' if place else '') + what)

    def line(self, place, text, hashed=False):
        if OTHER_PLACE.search(text.split(';')[0].split('@')[0].strip()):
            self.problem(place, 'cannot install %s: %s' % (text, NOTHING))
            return
        try:
            self.requirement(place, Requirement(text), {'extra': ''}, hashed)
        except InvalidRequirement as e:
            self.problem(place, 'this is no requirement: %s (%s)' % (text, str(e).splitlines()[0]))

    def requirement(self, place, wanted, environment, hashed=False):
        if wanted.marker is not None and not wanted.marker.evaluate(environment):
            self.say('Ignoring %s: its marker does not hold here' % wanted)
            return
        if wanted.url:
            self.problem(place, 'cannot install %s: %s' % (wanted, NOTHING))
            return
        if str(wanted) in self.seen:
            return
        self.seen.add(str(wanted))
        name = canonicalize_name(wanted.name)
        found = self.installed.find(name)
        if found is None:
            if name in ('pip', 'uv') and not wanted.specifier:
                self.say('Requirement already satisfied: %s' % wanted)
            else:
                self.problem(place, 'no matching distribution for %s is installed%s' % (wanted, self.offers()))
            return
        for specifier in [wanted.specifier] + self.constraints.get(name, []):
            if not fits(found.version, specifier):
                self.problem(place, 'no matching distribution for %s is installed; the toolchain offers: %s %s'
                             % (wanted if specifier is wanted.specifier else '%s%s' % (wanted.name, specifier),
                                name, found.version))
                return
        self.say('Requirement already satisfied: %s (%s)%s'
                 % (wanted, found.version, ', though nothing can compare its hashes' if hashed else ''))
        for extra in sorted(wanted.extras):
            self.extra(place, wanted, found, extra)

    def extra(self, place, wanted, found, extra):
        needed = [Requirement(it) for it in found.requires or []]
        offered = {canonicalize_name(it) for it in found.metadata.get_all('Provides-Extra') or []}
        if canonicalize_name(extra) not in offered:
            self.say('WARNING: %s %s has no extra %s' % (wanted.name, found.version, extra))
        for it in needed:
            if it.marker is not None and not it.marker.evaluate({'extra': ''}):
                it_holds = it.marker.evaluate({'extra': extra})
                it.marker = None
                if it_holds:
                    self.requirement(place, it, {'extra': ''})

    def offers(self):
        listing, self.listing = self.listing, ''
        return listing

    def say(self, text):
        if not self.quiet:
            print(text)


def fits(version, specifier):
    try:
        return not specifier or specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return False


class Files:
    """The lines of requirement files and of those that they name."""

    def __init__(self):
        self.wanted = []
        self.constraints = {}
        self.refused = []
        self.open = []

    def read(self, name, constraint, place=''):
        if (os.path.realpath(name), constraint) in self.open:
            return
        self.open.append((os.path.realpath(name), constraint))
        try:
            with open(name, encoding='utf-8-sig') as source:
                text = source.read()
        except FileNotFoundError:
            self.refused.append('%scannot read %s: there is no such file' % (place and place + ': ', name))
            return
        except (OSError, ValueError) as e:
            self.refused.append('%scannot read %s: %s' % (place and place + ': ', name, e))
            return
        for number, line in logical_lines(text):
            self.line(name, '%s:%d' % (os.path.normpath(name), number), line, constraint)

    def line(self, name, place, line, constraint):
        if line.startswith('-'):
            self.option(name, place, line, constraint)
            return
        words = line.split()
        options = next((i for i, word in enumerate(words) if word.startswith('-')), len(words))
        text = ' '.join(words[:options])
        hashed = any(word.startswith('--hash') for word in words[options:])
        if constraint:
            self.constraint(place, text)
        else:
            self.wanted.append((place, text, hashed))

    def option(self, name, place, line, constraint):
        try:
            words = shlex.split(line)
        except ValueError as e:
            self.refused.append('%s: %s' % (place, e))
            return
        option, _, value = words[0].partition('=')
        if not value and len(option) > 2 and not option.startswith('--'):
            option, value = option[:2], option[2:]
        value = value or ' '.join(words[1:2])
        beside = os.path.join(os.path.dirname(name), value)
        if option in ('-r', '--requirement'):
            self.read(beside, constraint, place)
        elif option in ('-c', '--constraint'):
            self.read(beside, True, place)
        elif option in ('-e', '--editable'):
            self.wanted.append((place, '-e ' + value, False))
        # All others say where to download from and how.

    def constraint(self, place, text):
        try:
            it = Requirement(text)
        except InvalidRequirement:
            self.refused.append('%s: this is no constraint: %s' % (place, text))
            return
        if it.marker is None or it.marker.evaluate({'extra': ''}):
            self.constraints.setdefault(canonicalize_name(it.name), []).append(it.specifier)


def logical_lines(text):
    """With the number of the first; a backslash joins lines, what follows a # is a comment."""
    joined, first = '', 0
    for number, line in enumerate(text.split('\n'), 1):
        first = first or number
        comment = re.match(r'\s*#', line)
        if line.rstrip('\r').endswith('\\') and not comment:
            joined += line.rstrip('\r')[:-1]
            continue
        whole = re.sub(r'(^|\s)#.*$', '', joined + ('' if comment and joined else line)).strip()
        whole = re.sub(r'\$\{([A-Z0-9_]+)\}', lambda it: os.environ.get(it.group(1), it.group(0)), whole)
        if whole:
            yield first, whole
        joined, first = '', 0
    if joined.strip():
        yield first, joined.strip()


def install(words, files_only):
    files = Files()
    asked = []
    quiet = False
    at = 0
    while at < len(words):
        option, equals, value = words[at].partition('=')
        at += 1
        if not option.startswith('-') or option == '-':
            asked.append(words[at - 1])
            continue
        if not equals and len(option) > 2 and option[1] != '-' and option[:2] in ('-r', '-c', '-e'):
            option, equals, value = option[:2], '=', option[2:]
        if option in ('-q', '--quiet', '-qq', '-qqq'):
            quiet = True
        elif option in ('-r', '--requirement', '--requirements', '-c', '--constraint', '--constraints', '-e',
                        '--editable') or option in VALUED:
            if not equals:
                if at == len(words):
                    raise Refused('%s needs a value' % option)
                value = words[at]
                at += 1
            if option in ('-r', '--requirement', '--requirements'):
                files.read(value, False)
            elif option in ('-c', '--constraint', '--constraints'):
                files.read(value, True)
            elif option in ('-e', '--editable'):
                files.wanted.append(('', '-e ' + value, False))
    if files_only:
        for name in asked:
            files.read(name, False)
        asked = []
    if not asked and not files.open and not files.wanted:
        raise Refused('install: name what is wanted, or a file of requirements with -r FILE')
    check = Check(Installed(), files.constraints, quiet)
    check.problems += files.refused
    for place, text, hashed in files.wanted + [('', text, False) for text in asked]:
        check.line(place, text, hashed)
    for problem in check.problems:
        print('error: ' + problem, file=sys.stderr)
    return 1 if check.problems else 0


def show(names):
    installed = Installed()
    missing = False
    for name in (it for it in names if not it.startswith('-')):
        found = installed.find(name)
        missing = missing or found is None
        if found is not None:
            print('Name: %s\nVersion: %s' % (found.metadata['Name'], found.version))
    return 1 if missing else 0


def packages(program, words):
    command = next((word for word in words if not word.startswith('-')), '')
    rest = words[words.index(command) + 1:] if command else []
    if command in ('install', 'sync') and (command == 'install' or program == 'uv pip'):
        return install(rest + [word for word in words[:words.index(command)] if word.startswith('-q')],
                       command == 'sync')
    if command in ('list', 'freeze'):
        for name in Installed().listing():
            print(name if command == 'list' else name.replace(' ', '=='))
        return 0
    if command == 'show':
        return show(rest)
    if command == 'check':
        print('No broken requirements found.')
        return 0
    if not command and set(words) & {'-V', '--version'}:
        print('%s of the rig: %s' % (program, NOTHING))
        return 0
    raise Refused('%s is not offered here: %s' % (' '.join([program, command]).strip(), NOTHING))


def run(words):
    """What uv would run in the project's environment runs in the only one there is."""
    at = 0
    while at < len(words) and words[at].startswith('-') and words[at] not in ('-m', '--module', '--'):
        if words[at].startswith('--with') or words[at].startswith('-w'):
            raise Refused('uv run %s is not offered here: %s' % (words[at], NOTHING))
        at += 2 if words[at] in VALUED else 1
    rest = words[at:]
    if rest and rest[0] == '--':
        rest = rest[1:]
    if not rest:
        raise Refused('uv run: name a command')
    if rest[0] in ('-m', '--module'):
        rest = ['python', '-m'] + rest[1:]
    elif rest[0].endswith('.py'):
        rest = ['python'] + rest
    try:
        os.execvp(rest[0], rest)
    except OSError as e:
        raise Refused('uv run: cannot start %s: %s' % (rest[0], e.strerror))


def main(program, words):
    if program == 'pip':
        return packages('pip', words)
    command = next((word for word in words if not word.startswith('-')), '')
    rest = words[words.index(command) + 1:] if command else words
    if command == 'pip':
        return packages('uv pip', rest + [word for word in words[:words.index(command)] if word.startswith('-q')])
    if command == 'run':
        return run(rest)
    if not command:
        return packages('uv', rest)
    raise Refused('uv %s is not offered here: %s' % (command, NOTHING))


try:
    sys.exit(main(sys.argv[1], sys.argv[2:]))
except Refused as e:
    print('error: %s' % e, file=sys.stderr)
    sys.exit(2)
