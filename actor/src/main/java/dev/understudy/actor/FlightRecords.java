package dev.understudy.actor;

import java.util.Arrays;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// What actors tell the JVM's flight recorder, under the category "Understudy". Costs nothing but a check while
/// no recording asks for it.
final class FlightRecords {

    private FlightRecords() {}

    /// What all have in common.
    @Category("Understudy")
    @StackTrace(false)
    abstract static class ActorEvent extends Event {

        @Label("Actor")
        String actor = "";

        @Label("Kind")
        String kind = "";

        /// Commits it for this actor, if anybody records.
        final void commitFor(ActorCell<?> cell) {
            if (shouldCommit()) {
                actor = cell.path();
                kind = cell.kind();
                commit();
            }
        }
    }

    /// An actor has its first behavior.
    @Name("dev.understudy.ActorStart")
    @Label("Actor Start")
    static final class Start extends ActorEvent {}

    /// An actor has stopped.
    @Name("dev.understudy.ActorStop")
    @Label("Actor Stop")
    static final class Stop extends ActorEvent {}

    /// An actor has thrown.
    @Name("dev.understudy.ActorFailure")
    @Label("Actor Failure")
    static final class Failure extends ActorEvent {

        @Label("Failure")
        final String failure;

        Failure(Throwable failure) {
            this.failure = isEnabled() ? failure.toString() : "";
        }
    }

    /// An actor has a new behavior after a failure.
    @Name("dev.understudy.ActorRestart")
    @Label("Actor Restart")
    static final class Restart extends ActorEvent {}

    /// An event-driven actor holds its worker for longer than the stall threshold, and is still at it.
    @Name("dev.understudy.ActorStall")
    @Label("Actor Stall")
    static final class Stall extends ActorEvent {

        @Label("Held So Far")
        @Timespan(Timespan.NANOSECONDS)
        final long heldSoFar;

        @Label("Where")
        final String where;

        Stall(long heldNanos, StackTraceElement[] where) {
            this.heldSoFar = heldNanos;
            this.where = isEnabled()
                    ? Arrays.stream(where).map(StackTraceElement::toString).collect(Collectors.joining("\n"))
                    : "";
        }
    }

    /// An actor was met with very many messages waiting for it.
    @Name("dev.understudy.MailboxHighWater")
    @Label("Mailbox High Water")
    static final class HighWater extends ActorEvent {}

    /// An actor that stalled has come back.
    @Name("dev.understudy.SlowMessage")
    @Label("Slow Message")
    static final class SlowMessage extends ActorEvent {

        @Label("Held")
        @Timespan(Timespan.NANOSECONDS)
        final long held;

        SlowMessage(long heldNanos) {
            this.held = heldNanos;
        }
    }
}
