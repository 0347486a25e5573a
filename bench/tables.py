"""Tables in Markdown, and their place in a document."""
import re

import measure


def markdown(titles, lines):
    return "\n".join(["| " + " | ".join(line) + " |"
                      for line in [titles, ["---"] * len(titles), *lines]])


class Comparison:
    def __init__(self):
        self.lines = []

    def add(self, row, times, absent):
        """Adds a row with the times by contender; returns it as a line of text."""
        own = times.pop("firstmove")
        best = min(times.values(), key=lambda t: t.median, default=None)
        peers = [f"{name} {t}" for name, t in times.items()]
        peers += [f"{name} is not there" for name in absent]
        ratio = f"{own.median / best.median:.3g}" if best else ""
        if row.wanted.ratio is not None and not best:
            verdict = "not known"
        else:
            verdict = "holds" if row.wanted.holds(own, best) else "falls short"
        line = [row.work, str(own), "; ".join(peers), ratio, str(row.wanted), verdict]
        self.lines.append(line)
        return " | ".join(line)

    def text(self):
        return markdown(["work", "firstmove", "peers", "ratio to the fastest", "wanted", ""],
                        self.lines)


class Plain:
    """A table of lines that are ready."""

    def __init__(self, titles):
        self.titles, self.lines = titles, []

    def add(self, line):
        self.lines.append(line)
        return " | ".join(line)

    def text(self):
        return markdown(self.titles, self.lines)


class Growth:
    def __init__(self):
        self.lines = []

    def add(self, curve, points):
        sizes = ", ".join(f"{n:,}" for n, _ in points)
        times = ", ".join(str(measure.Times([t])) for _, t in points)
        line = [f"{curve.of}: {sizes}", curve.time_of, times, f"{measure.slope(points):.2f}"]
        self.lines.append(line)
        return " | ".join(line)

    def text(self):
        return markdown(["number of", "time of", "times", "slope of the logarithms"], self.lines)


def write(file, machine, *tables):
    """Replaces what stands between the two markers of the document."""
    begin, end = "<!-- scripts/bench.sh --write -->", "<!-- end -->"
    text = "\n\n".join([begin, machine, *(table.text() for table in tables), end])
    page = file.read_text()
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    file.write_text(pattern.sub(lambda _: text, page, count=1))
