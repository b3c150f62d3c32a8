package dev.understudy.actor;

import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.LocalActor;
import dev.understudy.actor.internal.RouteeSource;
import dev.understudy.actor.internal.Telling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Those whom one router sends to; the router's.
///
/// @param <M> what they accept
final class Routees<M> {

    private final ActorCell<M> router;
    private final List<Routee<M>> routees = new ArrayList<>();

    Routees(ActorCell<M> router) {
        this.router = router;
    }

    /// One of them, with what was sent to it since its load was last told, if that is told.
    private static final class Routee<M> {
        private final ActorRef<M> ref;
        private final long identity;
        private final @Nullable Supplier<RouteeSource.Load> elsewhere;
        private long told;
        private int sentSince;

        /// @param identity what tells it from the others for ever; who takes the place of another has the same
        /// @param elsewhere what is known of its load if it is no actor of this JVM
        Routee(ActorRef<M> ref, long identity, @Nullable Supplier<RouteeSource.Load> elsewhere) {
            this.ref = ref;
            this.identity = identity;
            this.elsewhere = elsewhere;
        }

        ActorRef<M> ref() {
            return ref;
        }

        long identity() {
            return identity;
        }

        int load() {
            var here = LocalActor.of(ref);
            if (here.isPresent()) {
                return here.get().load();
            }
            return elsewhere == null ? 1 : since(elsewhere.get()) + sentSince;
        }

        private int since(RouteeSource.Load load) {
            if (load.told() != told) {
                told = load.told();
                sentSince = 0;
            }
            return load.messages();
        }
    }

    void add(ActorRef<M> ref, long identity) {
        routees.add(new Routee<>(ref, identity, null));
    }

    /// Sends to these and nobody else from now on; what is known of those who stay is kept.
    void become(List<RouteeSource.Routee<M>> others) {
        var before = new HashMap<ActorRef<M>, Routee<M>>();
        routees.forEach(routee -> before.put(routee.ref(), routee));
        routees.clear();
        for (var other : others) {
            var known = before.get(other.ref());
            routees.add(known != null ? known : new Routee<>(other.ref(), other.identity(), other.load()));
        }
    }

    /// Those of this JVM, or all if none is.
    Routees<M> hereIfAny() {
        var here = new Routees<>(router);
        for (var routee : routees) {
            if (routee.ref() instanceof ActorCell<M> cell && cell.isHere()) {
                here.routees.add(routee);
            }
        }
        return here.size() == 0 ? this : here;
    }

    void remove(ActorRef<?> ref) {
        routees.removeIf(routee -> routee.ref().equals(ref));
    }

    /// Puts another one in the place of one that is gone; false if that was none of them.
    boolean replace(ActorRef<?> gone, Supplier<ActorRef<M>> replacement) {
        for (int i = 0; i < routees.size(); i++) {
            var routee = routees.get(i);
            if (routee.ref().equals(gone)) {
                routees.set(i, new Routee<>(replacement.get(), routee.identity(), null));
                return true;
            }
        }
        return false;
    }

    /// Takes the last one out.
    ActorRef<M> removeLast() {
        return routees.removeLast().ref();
    }

    ActorRef<M> router() {
        return router;
    }

    int size() {
        return routees.size();
    }

    ActorRef<M> ref(int index) {
        return routees.get(index).ref();
    }

    long identity(int index) {
        return routees.get(index).identity();
    }

    /// How much one has to do: the messages that wait for it, and one if it is at work. Of a mailbox that does
    /// not count, only whether the actor is idle. Of an actor elsewhere what was last told, with what was sent
    /// to it since; where nothing is told, it counts as at work.
    int load(int index) {
        return routees.get(index).load();
    }

    /// Sends a message on, with the deadline and the asker it came with.
    void send(int index, M message) {
        var ref = ref(index);
        routees.get(index).sentSince++;
        var envelope = Grip.current().envelopeOf(message);
        if (envelope != null) {
            InternalRef.of(ref).tellEnvelope(envelope);
        } else {
            Telling.orDeadLetter(ref, message);
        }
    }

    /// Sends a message to each. That one refuses it is no failure of the ask that it may have come in, as
    /// others may answer.
    void sendToAll(M message) {
        for (var routee : routees) {
            Telling.orDeadLetter(routee.ref(), message);
        }
    }
}
