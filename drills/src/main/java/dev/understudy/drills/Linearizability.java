package dev.understudy.drills;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether the operations on one entity can be put in a row that explains all answers, each taking effect at one
/// moment between its begin and its end. Pure; one for each history.
///
/// *The search* is that of Wing and Gong with Lowe's two amendments (G. Lowe, "Testing for linearizability", 2017).
/// It walks through begins and ends in the order of time, with the set of all worlds that agree with what was seen so
/// far. A *world* is a pair: which of the operations under way have taken effect, and the state that they left. At
/// the end of an operation each world must let it take effect, after any of the others under way if need be (*just in
/// time*); the worlds that can't, end there, and equal worlds are one (*memoisation*). Operations that have ended are
/// in all worlds, so a world is only as large as what was going on at one time, however long the history.
///
/// An operation without an end may take effect at any time after its begin, or never; worlds that would differ only
/// in one that changes nothing are not told apart. Of operations that are alike, the one that ends first takes effect
/// first. Operations of one lane take effect in their order: one may be left out only if it has no end.
///
/// *The bound:* with k operations under way there may be 2^k worlds. After so many worlds the answer is
/// [Kind#UNDECIDED].
final class Linearizability<S, I, O> {
    /// How a search ends.
    enum Kind {
        /// There is such a row.
        HOLDS,
        /// There is none.
        FAILS,
        /// It was not found out.
        UNDECIDED
    }

    /// What a search found.
    ///
    /// @param at the operation at whose end no world was left, or the search was given up; null where it holds
    record Answer(Kind kind, @Nullable Operation<?, ?> at) {}

    /// A beginning or an end.
    private record Moment(long nanos, boolean isEnd, int number) {}

    /// @param done the seats of operations under way that have taken effect
    private record World<S>(S state, BitSet done) {}

    /// An operation under way.
    private record Seated<I, O>(int number, int seat, Operation<I, O> operation) {}

    private final SequentialModel<S, I, O> model;
    private final List<Operation<I, O>> operations;
    private final long mostWorlds;
    private final Map<Integer, Seated<I, O>> underWay = new HashMap<>();
    private final BitSet taken = new BitSet(); // seats
    private final Map<String, Integer> laneFloor = new HashMap<>(); // the last of each lane that is in all worlds
    private Set<World<S>> worlds;
    private long seen;

    private Linearizability(SequentialModel<S, I, O> model, List<Operation<I, O>> operations, long mostWorlds) {
        this.model = model;
        this.operations = operations;
        this.mostWorlds = mostWorlds;
        this.worlds = Set.of(new World<>(model.initial(), new BitSet()));
    }

    /// Searches.
    ///
    /// @param mostWorlds how many worlds to look at before giving up
    static <S, I, O> Answer of(SequentialModel<S, I, O> model, List<Operation<I, O>> operations, long mostWorlds) {
        return new Linearizability<>(model, operations, mostWorlds).search();
    }

    private Answer search() {
        // what ends in the instant in which another one begins is taken to be concurrent with it
        List<Moment> moments = IntStream.range(0, operations.size())
                .boxed()
                .flatMap(number -> moments(number, operations.get(number)))
                .sorted(Comparator.comparingLong(Moment::nanos)
                        .thenComparing(Moment::isEnd)
                        .thenComparingInt(Moment::number))
                .toList();
        for (Moment moment : moments) {
            if (!moment.isEnd()) {
                begin(moment.number());
                continue;
            }
            Seated<I, O> ended = underWay.get(moment.number());
            if (ended == null) {
                throw new IllegalStateException("an end without a begin; this is a bug of the search");
            }
            if (!explain(ended)) {
                return new Answer(Kind.UNDECIDED, ended.operation());
            }
            if (worlds.isEmpty()) {
                return new Answer(Kind.FAILS, ended.operation());
            }
            end(ended);
        }
        return new Answer(Kind.HOLDS, null);
    }

    private static Stream<Moment> moments(int number, Operation<?, ?> operation) {
        Moment begin = new Moment(operation.invokedNanos(), false, number);
        return operation.isOpen()
                ? Stream.of(begin)
                : Stream.of(begin, new Moment(operation.returnedNanos(), true, number));
    }

    private void begin(int number) {
        int seat = taken.nextClearBit(0);
        taken.set(seat);
        underWay.put(number, new Seated<>(number, seat, operations.get(number)));
    }

    private void end(Seated<I, O> ended) {
        underWay.remove(ended.number());
        taken.clear(ended.seat());
        String lane = ended.operation().lane();
        if (!lane.isEmpty()) {
            laneFloor.merge(lane, ended.number(), Math::max);
        }
    }

    /// Goes on to the worlds in which an operation has taken effect, and forgets its seat.
    ///
    /// @return whether that was within the bound
    private boolean explain(Seated<I, O> ended) {
        List<Seated<I, O>> candidates = new ArrayList<>(underWay.values());
        Set<World<S>> explained = new HashSet<>();
        Set<World<S>> met = new HashSet<>(worlds);
        Deque<World<S>> open = new ArrayDeque<>(worlds);
        while (!open.isEmpty()) {
            World<S> world = open.pop();
            if (++seen > mostWorlds) {
                return false;
            }
            if (world.done().get(ended.seat())) {
                explained.add(new World<>(world.state(), without(world.done(), ended.seat())));
                continue;
            }
            for (Seated<I, O> next : candidates) {
                after(world, next, candidates).filter(met::add).ifPresent(open::push);
            }
        }
        worlds = explained;
        return true;
    }

    /// The world in which this one takes effect next, if it can.
    private Optional<World<S>> after(World<S> world, Seated<I, O> next, List<Seated<I, O>> candidates) {
        if (world.done().get(next.seat()) || !isItsTurn(world, next, candidates)) {
            return Optional.empty();
        }
        Operation<I, O> operation = next.operation();
        return model.step(world.state(), operation.input(), operation.output())
                .filter(state -> !operation.isOpen() || !state.equals(world.state()))
                .map(state -> new World<>(state, with(world.done(), next.seat())));
    }

    private boolean isItsTurn(World<S> world, Seated<I, O> next, List<Seated<I, O>> candidates) {
        String lane = next.operation().lane();
        if (lane.isEmpty()) {
            return candidates.stream()
                    .filter(other -> !world.done().get(other.seat()))
                    .noneMatch(other -> isToComeBefore(other, next));
        }
        if (laneFloor.getOrDefault(lane, -1) > next.number()) {
            return false;
        }
        return candidates.stream()
                .filter(other -> other.operation().lane().equals(lane))
                .noneMatch(other -> world.done().get(other.seat())
                        ? other.number() > next.number()
                        : other.number() < next.number() && !other.operation().isOpen());
    }

    /// Whether two operations are alike and the first one ends first: if any order explains the history, then one does
    /// in which that takes effect first.
    private static <I, O> boolean isToComeBefore(Seated<I, O> first, Seated<I, O> then) {
        Operation<I, O> one = first.operation();
        Operation<I, O> other = then.operation();
        boolean endsFirst = one.returnedNanos() != other.returnedNanos()
                ? one.returnedNanos() < other.returnedNanos()
                : first.number() < then.number();
        return endsFirst
                && one.lane().isEmpty()
                && one.input().equals(other.input())
                && Objects.equals(one.output(), other.output());
    }

    private static BitSet with(BitSet seats, int seat) {
        BitSet copy = (BitSet) seats.clone();
        copy.set(seat);
        return copy;
    }

    private static BitSet without(BitSet seats, int seat) {
        BitSet copy = (BitSet) seats.clone();
        copy.clear(seat);
        return copy;
    }
}
