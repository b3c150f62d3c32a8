package dev.understudy.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// A deterministic machine whose states are numbered as they are met, and whose steps are computed once.
///
/// The machine itself is mutable and can't be copied; but as its state is a function of its inputs, a state is
/// rebuilt by repeating the inputs that led there first. Two states with the same image are one. Confined to
/// one thread.
///
/// @param <S> the machine
/// @param <E> an input; compared by its content
/// @param <R> what a step puts out
final class Automaton<S, E, R> {
    private static final int REBUILT_KEPT = 2_000;

    private final Supplier<S> fresh;
    private final BiFunction<S, E, R> apply;
    private final Function<S, String> image;
    /// Of every state but the first.
    private final List<Origin<E>> origins = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<From<E>, Step<R>> steps = new HashMap<>();
    private final Map<Integer, S> rebuilt = new LinkedHashMap<>();

    /// How a state was first met.
    private record Origin<E>(int before, E input) {}

    private record From<E>(int state, E input) {}

    /// Where an input leads, and what it puts out.
    record Step<R>(int to, R output) {}

    Automaton(Supplier<S> fresh, BiFunction<S, E, R> apply, Function<S, String> image) {
        this.fresh = fresh;
        this.apply = apply;
        this.image = image;
        var start = fresh.get();
        numbers.put(image.apply(start), 0);
        keep(0, start);
    }

    /// How many states have been met.
    int size() {
        return numbers.size();
    }

    /// What can be seen of a state.
    <T> T look(int state, Function<S, T> view) {
        var machine = take(state);
        var seen = view.apply(machine);
        keep(state, machine);
        return seen;
    }

    /// What an input does in a state.
    Step<R> step(int state, E input) {
        var from = new From<>(state, input);
        var step = steps.get(from);
        if (step == null) {
            step = compute(from);
            steps.put(from, step);
        }
        return step;
    }

    private Step<R> compute(From<E> from) {
        var machine = take(from.state());
        var output = apply.apply(machine, from.input());
        int number = numbers.size();
        var known = numbers.putIfAbsent(image.apply(machine), number);
        if (known != null) {
            keep(known, machine);
            return new Step<>(known, output);
        }
        origins.add(new Origin<>(from.state(), from.input()));
        keep(number, machine);
        return new Step<>(number, output);
    }

    private void keep(int state, S machine) {
        rebuilt.putIfAbsent(state, machine);
        if (rebuilt.size() > REBUILT_KEPT) {
            rebuilt.remove(rebuilt.keySet().iterator().next());
        }
    }

    /// The machine in a state, for one use: whoever steps it moves it on.
    private S take(int state) {
        var kept = rebuilt.remove(state);
        if (kept != null) {
            return kept;
        }
        var inputs = new ArrayList<E>();
        for (int at = state; at > 0; at = origins.get(at - 1).before()) {
            inputs.add(origins.get(at - 1).input());
        }
        var machine = fresh.get();
        for (int i = inputs.size() - 1; i >= 0; i--) {
            var _ = apply.apply(machine, inputs.get(i));
        }
        return machine;
    }
}
