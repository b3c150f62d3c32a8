package dev.understudy.actor.internal;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.AskCycleException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which actors of one system wait, blocked, for the answers of which: finds those that wait in a circle.
///
/// *How:* an actor that begins to wait notes for whom, then follows the notes from there. In a circle the one that
/// noted last sees the notes of all others, so it finds itself again. Where the way leads out of this system the room
/// above follows it with a probe (Chandy, Misra and Haas 1983), a little later, as most waits are over by then.
///
/// *Which waits count:* those of an actor, within its turn, for the future that an `ask` returned; not for one that was
/// derived from it. An actor that is waited for may have passed the request on, so that its answer comes from another:
/// a circle that it then closes by waiting is none, and is broken all the same.
///
/// Thread-safe.
public final class WaitGraph {
    /// An ask over the network takes less than this, and a circle lasts.
    private static final Duration PROBE_AFTER = Duration.ofMillis(50);

    /// A circle longer than this is not looked for.
    public static final int LONGEST = 64;

    /// Follows ways out of this system.
    public interface Prober {
        /// Whether a way can be followed from there on.
        boolean reaches(InternalRef<?> elsewhere);

        /// The chain so far ends at an actor elsewhere.
        ///
        /// @param waiter the actor that the chain begins with
        /// @param ask what it waits for
        void probe(ActorRef<?> waiter, AskPromise<?> ask, List<String> chain, InternalRef<?> elsewhere);
    }

    /// Where a way ends.
    public sealed interface End {
        /// Where it began.
        record Circle() implements End {}

        /// At an actor that does not wait.
        record Nowhere() implements End {}

        /// At an actor of another system.
        record Elsewhere(InternalRef<?> ref) implements End {}
    }

    private final Map<InternalRef<?>, AskPromise<?>> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable Prober prober;

    /// Makes this follow the ways out of the system.
    public void prober(Prober prober) {
        this.prober = prober;
    }

    /// The waiter blocks for the answer of an ask from now on. In most cases that is all: names are made only of chains
    /// that somebody hears of.
    void begin(InternalRef<?> waiter, AskPromise<?> ask) {
        waiting.put(waiter, ask);
        switch (follow(ask.target(), waiter::equals, _ -> {})) {
            case End.Circle() -> ask.fail(new AskCycleException(closed(chainOf(waiter, ask))));
            case End.Nowhere() -> {}
            case End.Elsewhere(var ref) -> probeLater(waiter, ask, ref);
        }
    }

    private void probeLater(InternalRef<?> waiter, AskPromise<?> ask, InternalRef<?> elsewhere) {
        var probing = prober;
        if (probing != null && probing.reaches(elsewhere)) {
            var _ = ask.system().scheduler().schedule(PROBE_AFTER, () -> {
                if (!ask.isDone()) {
                    probe(probing, waiter, ask);
                }
            });
        }
    }

    private void probe(Prober probing, InternalRef<?> waiter, AskPromise<?> ask) {
        var chain = new ArrayList<>(List.of(nameOf(waiter)));
        if (follow(ask.target(), waiter::equals, chain) instanceof End.Elsewhere(var ref)) {
            probing.probe(waiter, ask, chain, ref);
        }
    }

    private List<String> chainOf(InternalRef<?> waiter, AskPromise<?> ask) {
        var chain = new ArrayList<>(List.of(nameOf(waiter)));
        var _ = follow(ask.target(), waiter::equals, chain);
        return chain;
    }

    /// The waiter goes on.
    void end(InternalRef<?> waiter) {
        waiting.remove(waiter);
    }

    /// Follows who waits for whom.
    ///
    /// @param isOrigin whether the way began at this actor
    /// @param chain gets the names of those on the way
    public End follow(InternalRef<?> from, Predicate<InternalRef<?>> isOrigin, List<String> chain) {
        return follow(from, isOrigin, ref -> chain.add(nameOf(ref)));
    }

    private End follow(InternalRef<?> from, Predicate<InternalRef<?>> isOrigin, Consumer<InternalRef<?>> onTheWay) {
        InternalRef<?> next = from.worker();
        for (int length = 0; length < LONGEST; length++) {
            if (isOrigin.test(next)) {
                return new End.Circle();
            }
            if (LocalActor.of(next).isEmpty()) {
                return new End.Elsewhere(next);
            }
            var ask = waiting.get(next);
            if (ask == null || ask.isDone()) {
                return new End.Nowhere();
            }
            onTheWay.accept(next);
            next = ask.target().worker();
        }
        return new End.Nowhere();
    }

    /// The chain of a circle: it ends where it began.
    public static List<String> closed(List<String> chain) {
        var closed = new ArrayList<>(chain);
        closed.add(chain.getFirst());
        return closed;
    }

    private static String nameOf(InternalRef<?> ref) {
        return ref.system().name() + ref.path();
    }
}
