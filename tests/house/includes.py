#!/usr/bin/env python3
"""Checks that every include keeps to the order of the folders.

usage: includes.py TREE [--list]

The engine's folders and their order are in framework/engine/CMakeLists.txt, what each may include in
its own CMakeLists.txt (USES). A file may include its own folder and the folders that its folder uses,
which all come before it. The host includes the engine, and nothing includes the host. Games, learners
and plugins include only the ABI and the public headers of the SDK, never the engine; nor does the SDK.
Prints each violation in a line, exits with 1 if there is any. With --list: the folders with what they
use.
"""
import itertools
import os
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)


def sources(folder):
    for place, folders, files in sorted(os.walk(folder)):
        folders.sort()
        for name in sorted(files):
            if re.search(r'\.(c|h|cpp|hpp|in)$', name):
                yield os.path.join(place, name)


def includes(file):
    with open(file, encoding='utf-8') as stream:
        return INCLUDE.findall(stream.read())


def read(*parts):
    with open(os.path.join(*parts), encoding='utf-8') as stream:
        return stream.read()


def engine_folders(engine):
    """The folders in their order, each with those that it says it uses; and what is wrong there."""
    order = re.search(r'set\(folders\s([^)]*)\)', read(engine, 'CMakeLists.txt')).group(1).split()
    uses, wrong = {}, []
    for folder in order:
        call = re.search(r'firstmove_engine_folder\(([^)]*)\)', read(engine, folder, 'CMakeLists.txt'))
        words = call.group(1).split()
        used = words[words.index('USES') + 1:] if 'USES' in words else []
        used = used[:used.index('LIBRARIES')] if 'LIBRARIES' in used else used
        uses[folder] = used
        for other in used:
            if other not in order or order.index(other) >= order.index(folder):
                wrong.append(f'framework/engine/{folder}: uses {other}, which is no folder before it')
        lines = read(engine, folder, 'CMakeLists.txt').splitlines()
        comment = itertools.takewhile(lambda line: line.startswith('#'), lines)
        purpose = ' '.join(line[1:].strip() for line in comment)
        if f'| `{folder}` | {purpose} |' not in read(engine, 'README.md'):
            wrong.append(f'framework/engine/README.md: {folder} is not "{purpose}"')
    for name in sorted(os.listdir(engine)):
        if os.path.isdir(os.path.join(engine, name)) and name not in order:
            wrong.append(f'framework/engine/{name}: is not in the list of folders')
    return uses, wrong


def check(tree):
    engine = os.path.join(tree, 'framework/engine')
    uses, wrong = engine_folders(engine)
    for folder, used in uses.items():
        for file in sources(os.path.join(engine, folder)):
            name = os.path.relpath(file, tree)
            for quote, target in includes(file):
                if quote == '<':
                    continue
                into = target.split('/')[0]
                if '/' not in target or into not in uses:
                    wrong.append(f'{name}: "{target}" is not named by its folder')
                elif not os.path.exists(os.path.join(engine, target)):
                    wrong.append(f'{name}: there is no "{target}"')
                elif into != folder and into not in used:
                    after = list(uses).index(into) > list(uses).index(folder)
                    wrong.append(f'{name}: includes "{target}", and {folder} ' +
                                 (f'comes before {into}' if after else f'does not say that it uses {into}'))
    for folder in ('games', 'learners', 'plugins', 'framework/sdk', 'framework/abi'):
        internal = folder.startswith('framework')
        for file in sources(os.path.join(tree, folder)):
            name = os.path.relpath(file, tree)
            for quote, target in includes(file):
                if target.startswith('firstmove/internal/') and not internal:
                    wrong.append(f'{name}: includes <{target}>, which is internal to the SDK')
                if target.split('/')[0] in uses and quote == '"':
                    wrong.append(f'{name}: includes "{target}" of the engine')
                if folder == 'framework/abi' and target not in ('stdint.h', 'stddef.h', 'stdbool.h'):
                    wrong.append(f'{name}: includes {target}')
    return uses, wrong


def main():
    uses, wrong = check(sys.argv[1])
    if '--list' in sys.argv:
        for folder, used in uses.items():
            print(f'{folder}: {" ".join(used)}')
    print('\n'.join(wrong), end='\n' if wrong else '')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
