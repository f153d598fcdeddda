"""How typed pinyin falls into syllables: ``huaxin`` is ``hua xin``, ``xian`` is ``xian`` or ``xi an``."""

_TABLE = """
b a ai an ang ao ei en eng i ian iao ie in ing o u
c a ai an ang ao e en eng i ong ou u uan ui un uo
ch a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
d a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo
f a an ang ei en eng o ou u
g a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
h a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j i ia ian iang iao ie in ing iong iu u uan ue un
k a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
l a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue
m a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
n a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo v ve ue
p a ai an ang ao ei en eng i ian iao ie in ing o ou u
q i ia ian iang iao ie in ing iong iu u uan ue un
r an ang ao e en eng i ong ou u ua uan ui un uo
s a ai an ang ao e en eng i ong ou u uan ui un uo
sh a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
t a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo
w a ai an ang ei en eng o u
x i ia ian iang iao ie in ing iong iu u uan ue un
y a an ang ao e i in ing o ong ou u uan ue un
z a ai an ang ao e ei en eng i ong ou u uan ui un uo
zh a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo
"""

SYLLABLES = {head + tail for head, *tails in (line.split() for line in _TABLE.split("\n") if line) for tail in tails}
SYLLABLES |= {"a", "ai", "an", "ang", "ao", "e", "ei", "en", "er", "o", "ou"}
STARTS = {syllable[:n] for syllable in SYLLABLES for n in range(1, len(syllable) + 1)}
LONGEST = 6
MOST = 6


def readings(letters: str) -> list[tuple[str, ...]]:
    """The ways (at most six, longest syllables first) in which letters fall into syllables.

    The last syllable may be unfinished; an unfinished one is left out of the answer: ``huax`` gives ``("hua",)``.
    """
    found: list[tuple[str, ...]] = []

    def walk(rest: str, before: tuple[str, ...]) -> None:
        if len(found) >= MOST:
            return
        if not rest:
            found.append(before)
            return
        for size in range(min(LONGEST, len(rest)), 0, -1):
            if rest[:size] in SYLLABLES:
                walk(rest[size:], (*before, rest[:size]))
        if rest in STARTS and rest not in SYLLABLES and before:
            found.append(before)

    walk(letters, ())
    return list(dict.fromkeys(found))[:MOST]
