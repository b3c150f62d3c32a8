package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

/// A message that had nowhere to go, and why.
///
/// @param message what was sent
/// @param target whom it was for
/// @param reason why it did not get there
public record DeadLetter(Object message, ActorRef<?> target, Reason reason) {

    public DeadLetter {
        requireNonNull(message, "message");
        requireNonNull(target, "target");
        requireNonNull(reason, "reason");
    }

    /// A reason code: upper-case words, stable, used in metrics. The rooms above add their own.
    ///
    /// @param code as in `ACTOR_STOPPED`
    public record Reason(String code) {

        /// Sent straight to [ActorSystem#deadLetters].
        public static final Reason NO_TARGET = new Reason("NO_TARGET");
        /// The target has stopped, or stopped before it came to this message.
        public static final Reason ACTOR_STOPPED = new Reason("ACTOR_STOPPED");
        /// The target's bounded mailbox had no room.
        public static final Reason MAILBOX_FULL = new Reason("MAILBOX_FULL");
        /// The router had nobody to send it to.
        public static final Reason NO_ROUTEE = new Reason("NO_ROUTEE");
        /// The message's deadline had passed when its turn came.
        public static final Reason DEADLINE_PASSED = new Reason("DEADLINE_PASSED");
        /// The asker had cancelled when its turn came.
        public static final Reason CANCELLED = new Reason("CANCELLED");
        /// The target was stuck in an earlier message, which was taken for lost, and this one waited behind it.
        public static final Reason QUARANTINED = new Reason("QUARANTINED");
        /// An answer to an ask that is already answered or over.
        public static final Reason ASK_OVER = new Reason("ASK_OVER");

        public Reason {
            if (!code.matches("[A-Z][A-Z0-9_]*")) {
                throw new IllegalArgumentException("code of a dead letter's reason: '" + code + "' is not UPPER_CASE");
            }
        }

        @Override
        public String toString() {
            return code;
        }
    }
}
