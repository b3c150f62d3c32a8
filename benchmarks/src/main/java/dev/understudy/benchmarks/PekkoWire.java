package dev.understudy.benchmarks;

import org.apache.pekko.actor.typed.ActorRef;

/// What crosses the wire between Pekko's systems.
sealed interface PekkoWire {
    /// Begins a stream of messages, of which each lot is acknowledged.
    record Hello(ActorRef<Object> sender, int lot) implements PekkoWire {}

    record Order(long number, String symbol, int quantity, double price) implements PekkoWire {}

    record Ack(int messages) implements PekkoWire {}

    record Ping(ActorRef<Pong> replyTo, long number) implements PekkoWire {}

    record Pong(long number) implements PekkoWire {}

    record Increment(ActorRef<Count> replyTo) implements PekkoWire {}

    record Count(long value) implements PekkoWire {}
}
