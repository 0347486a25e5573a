"""How the time grows: with replicas, steps, players, coordinates, learners and recorded points."""
import measure
import ours


def median(sample, repetitions):
    return measure.Times([sample() for _ in range(repetitions)]).median


class Curve:
    def __init__(self, of, time_of, sizes, seconds_at):
        self.of, self.time_of, self.sizes, self.seconds_at = of, time_of, sizes, seconds_at

    def measured(self, quick):
        sizes = self.sizes[:2] if quick else self.sizes
        return [(n, median(self.seconds_at(n), 1 if quick else 3)) for n in sizes]


def curves(firstmove, least):
    noisy = (ours.LEADER_ON_TORUS + ours.NOISE, {})

    def replicas(n):
        # The first steps of a run cost more: all sizes take a thousand and more.
        sample = firstmove.stepping(noisy, n, least, fewest=1000)
        return lambda: n * sample()

    def steps(n):
        return lambda: firstmove.seconds(noisy, n, seeds=8)

    def players(n):
        return firstmove.stepping(ours.market(n), 1, least)

    def coordinates(n):
        return firstmove.stepping(ours.chain(n, ours.DESCENT), 1, least)

    def learners(n):
        one = ours.LEADER_ON_TORUS.split("[[learner]]")
        text = one[0] + "".join("[[learner]]" + one[1].replace('"leader"', f'"leader {i}"')
                                for i in range(n))
        sample = firstmove.stepping((text, {}), 8, least)
        return lambda: 8 * sample()

    def points(n):
        every = f'\n[[observer]]\nplugin = "trajectory"\nevery = {{ steps = {10000 // n} }}\n'
        recorded = (noisy[0] + every, {})
        return lambda: (firstmove.seconds(recorded, 10000, 100)
                        - firstmove.seconds(noisy, 10000, 100))

    def first_step(work):
        """Of its time, that beside the same command for a game of one number."""
        def sample():
            return firstmove.seconds(work, 1) - firstmove.seconds(ours.long_sum(1), 1)
        return sample

    yield Curve("replicas", "a step on the torus with noise", [10, 100, 1000, 10000], replicas)
    yield Curve("steps", "a run of 8 replicas on the torus", [10**3, 10**4, 10**5, 10**6], steps)
    yield Curve("players", "a step of gradient play in a market", [2, 8, 32, 128], players)
    yield Curve("coordinates of a player", "a step of gradient play on the chain",
                [10, 100, 1000, 10000, 100000], coordinates)
    yield Curve("players", "a run of one step in a market", [10, 100, 1000],
                lambda n: first_step(ours.market(n)))
    yield Curve("coordinates of a player", "a run of one step on the chain",
                [1000, 10000, 100000], lambda n: first_step(ours.chain(n, ours.DESCENT)))
    yield Curve("terms of a sum", "a run of one step with this sum as cost",
                [10000, 100000, 1000000], lambda n: first_step(ours.long_sum(n)))
    yield Curve("learners", "a step of all on the torus, 8 replicas", [1, 4, 16], learners)
    yield Curve("recorded points", "recording 100 replicas on the torus", [100, 1000, 10000],
                points)
