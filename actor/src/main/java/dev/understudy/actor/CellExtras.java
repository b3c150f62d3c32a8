package dev.understudy.actor;

import dev.understudy.actor.internal.Leftover;
import dev.understudy.actor.internal.Watcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What most actors don't have and so don't pay for; the owner's, but for the name.
final class CellExtras<M> {

    final @Nullable String name;

    @Nullable
    Children children;

    @Nullable
    Supervisor supervisor;

    @Nullable
    List<Watcher> watchers;
    /// Whom this actor watches, and the message it wants instead of the signal; itself for none.
    @Nullable
    Map<ActorRef<?>, Object> watching;
    /// What comes before the mailbox: put aside while suspended, or unstashed.
    @Nullable
    ArrayDeque<Object> front;

    @Nullable
    CellStash<M> stash;

    @Nullable
    CellTimers<M> timers;

    @Nullable
    ReceiveTimeout<M> receiveTimeout;

    @Nullable
    CellTurn<M> turn;
    /// The recipe of the child spawned last, likely to be that of the next.
    @Nullable
    Recipe<?> lastRecipe;
    /// What this actor is being halted for.
    @Nullable
    Throwable haltCause;
    /// Why this actor stops.
    Signal.Cause stopCause = new Signal.Cause.Stopped();

    @Nullable
    Draining draining;

    long processed;

    CellExtras(@Nullable String name) {
        this.name = name;
    }

    /// An element of `front` that is more than a plain message.
    record Held(Object message, int flags) {}

    /// Who gets what is left.
    static final class Draining {
        final CompletableFuture<Leftover> answer;
        final Consumer<Object> late;
        final List<Object> messages = new ArrayList<>();
        List<Object> stash = List.of();
        List<Leftover.Timer> timers = List.of();
        boolean handedOver;

        Draining(CompletableFuture<Leftover> answer, Consumer<Object> late) {
            this.answer = answer;
            this.late = late;
        }
    }
}
