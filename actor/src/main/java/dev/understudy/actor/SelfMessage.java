package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.Envelope;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Something in an actor's mailbox that becomes a message of its protocol only in its turn.
sealed interface SelfMessage<M> {

    /// A foreign message, to be translated.
    record Adapted<T, M>(T foreign, Function<? super T, ? extends M> translate) implements SelfMessage<M> {

        M open() {
            return translate.apply(foreign);
        }

        @SuppressWarnings("unchecked") // a copy is of the same type
        Adapted<T, M> copied(UnaryOperator<Object> copier, ActorRef<?> target) {
            return new Adapted<>((T) BacklogCell.copy(requireNonNull(foreign), copier, target), translate);
        }
    }

    /// A foreign message in its envelope, to be translated when it is opened.
    record AdaptedEnvelope<T, M>(Envelope envelope, Function<? super T, ? extends M> translate)
            implements SelfMessage<M> {

        @SuppressWarnings("unchecked") // its sender holds an ActorRef<T>
        M open() {
            return translate.apply((T) envelope.message());
        }
    }

    /// The outcome of a stage, to be translated.
    ///
    /// @param deadlineNanos until when somebody waited for what this is part of
    /// @param isNoted whether it is among [CellExtras#stages]
    record Piped<T extends @Nullable Object, M>(
            @Nullable T value,
            @Nullable Throwable failure,
            BiFunction<@Nullable T, @Nullable Throwable, M> outcome,
            long deadlineNanos,
            boolean isNoted)
            implements SelfMessage<M> {

        M open() {
            return outcome.apply(value, failure);
        }
    }

    /// A timer fired; void if it is no longer the one of its key.
    record Fired<M>(CellTimers.Timer<M> timer) implements SelfMessage<M> {}

    /// Something that a pattern of this library does in a turn of its own.
    record Errand<M>(Action action) implements SelfMessage<M> {}

    /// What an errand does.
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /// Time to look whether the actor has heard nothing for long enough.
    record Silence<M>(ReceiveTimeout<M> timeout) implements SelfMessage<M> {}
}
