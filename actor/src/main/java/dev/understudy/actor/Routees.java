package dev.understudy.actor;

import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.LocalActor;
import dev.understudy.actor.internal.Telling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Those whom one router sends to; the router's.
///
/// @param <M> what they accept
final class Routees<M> {

    private final ActorCell<M> router;
    private final List<Routee<M>> routees = new ArrayList<>();

    Routees(ActorCell<M> router) {
        this.router = router;
    }

    /// One of them.
    ///
    /// @param identity what tells it from the others for ever; who takes the place of another has the same
    private record Routee<M>(ActorRef<M> ref, long identity) {}

    void add(ActorRef<M> ref, long identity) {
        routees.add(new Routee<>(ref, identity));
    }

    void remove(ActorRef<?> ref) {
        routees.removeIf(routee -> routee.ref().equals(ref));
    }

    /// Puts another one in the place of one that is gone; false if that was none of them.
    boolean replace(ActorRef<?> gone, Supplier<ActorRef<M>> replacement) {
        for (int i = 0; i < routees.size(); i++) {
            var routee = routees.get(i);
            if (routee.ref().equals(gone)) {
                routees.set(i, new Routee<>(replacement.get(), routee.identity()));
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
    /// not count, only whether the actor is idle; of an actor elsewhere, nothing, so it counts as at work.
    int load(int index) {
        var actor = LocalActor.of(ref(index));
        if (actor.isEmpty()) {
            return 1;
        }
        int waiting = Math.max(0, actor.get().mailboxDepth());
        return actor.get().isIdle() ? 0 : 1 + waiting;
    }

    /// Sends a message on, with the deadline and the asker it came with.
    void send(int index, M message) {
        var ref = ref(index);
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
