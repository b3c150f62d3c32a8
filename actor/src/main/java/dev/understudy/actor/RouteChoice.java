package dev.understudy.actor;

import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Telling;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/// How one router chooses, with what it remembers from message to message; the owner's.
///
/// @param <M> what the routees accept
interface RouteChoice<M> {

    /// Sends the message to whom it is for. There is at least one routee.
    <T extends M> void route(T message, Routees<T> routees);

    /// One after the other.
    final class RoundRobin<M> implements RouteChoice<M> {
        private int next;

        @Override
        public <T extends M> void route(T message, Routees<T> routees) {
            next = (next + 1) % routees.size();
            routees.send(next, message);
        }
    }

    /// Any.
    final class AtRandom<M> implements RouteChoice<M> {
        private final DoubleSupplier random;

        AtRandom(DoubleSupplier random) {
            this.random = random;
        }

        @Override
        public <T extends M> void route(T message, Routees<T> routees) {
            routees.send((int) (random.getAsDouble() * routees.size()), message);
        }
    }

    /// The one with the least to do.
    final class LeastBusy<M> implements RouteChoice<M> {
        private int start;

        @Override
        public <T extends M> void route(T message, Routees<T> routees) {
            int count = routees.size();
            start = (start + 1) % count;
            int best = start;
            int least = Integer.MAX_VALUE;
            for (int i = 0; i < count && least > 0; i++) {
                int at = (start + i) % count;
                int load = routees.load(at);
                if (load < least) {
                    best = at;
                    least = load;
                }
            }
            routees.send(best, message);
        }
    }

    /// The one that the key belongs to, by the highest of the hashes of the key with each routee (rendezvous
    /// hashing, Thaler and Ravishankar 1998).
    final class ByKey<M> implements RouteChoice<M> {
        private final Function<? super M, ?> key;

        ByKey(Function<? super M, ?> key) {
            this.key = key;
        }

        @Override
        public <T extends M> void route(T message, Routees<T> routees) {
            long hash = key.apply(message).hashCode();
            int best = 0;
            long highest = Long.MIN_VALUE;
            for (int i = 0; i < routees.size(); i++) {
                long rank = mix(hash * 0x9E3779B97F4A7C15L ^ routees.identity(i));
                if (rank > highest) {
                    best = i;
                    highest = rank;
                }
            }
            routees.send(best, message);
        }

        /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
        private static long mix(long value) {
            long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }
    }

    /// One of this JVM if there is any, else any.
    final class PreferLocal<M> implements RouteChoice<M> {
        private final RouteChoice<? super M> among;

        PreferLocal(RouteChoice<? super M> among) {
            this.among = among;
        }

        @Override
        public <T extends M> void route(T message, Routees<T> routees) {
            among.route(message, routees.hereIfAny());
        }
    }

    /// Everybody.
    final class All<M> implements RouteChoice<M> {
        @Override
        public <T extends M> void route(T message, Routees<T> routees) {
            routees.sendToAll(message);
        }
    }

    /// Everybody, for the answer that comes first.
    final class FirstAnswer<M, R> implements RouteChoice<M> {
        private final Duration within;
        private final Function<? super M, ActorRef<R>> replyTo;
        private final BiFunction<? super M, ActorRef<R>, ? extends M> redirected;

        FirstAnswer(
                Duration within,
                Function<? super M, ActorRef<R>> replyTo,
                BiFunction<? super M, ActorRef<R>, ? extends M> redirected) {
            this.within = within;
            this.replyTo = replyTo;
            this.redirected = redirected;
        }

        @Override
        @SuppressWarnings("unchecked") // the same request, so what accepts the one accepts the other
        public <T extends M> void route(T message, Routees<T> routees) {
            var asker = replyTo.apply(message);
            var first = AskPromise.<T, R>prepare(
                    InternalRef.of(routees.router()), ref -> (T) redirected.apply(message, ref), within);
            var _ = first.whenComplete((answer, failure) -> {
                if (failure == null) {
                    Telling.orDeadLetter(asker, answer);
                } else if (asker instanceof AskPromise<R> promise) {
                    promise.fail(failure);
                }
            });
            routees.sendToAll((T) first.message());
        }
    }
}
