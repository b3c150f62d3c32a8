package dev.understudy.serialization;

import dev.understudy.actor.ActorRef;

/// Turns refs inside messages to bytes and back. Remoting provides one for each codec.
///
/// Any class that implements [ActorRef] is written through it. Called by many threads at once.
public interface RefResolver {

    /// Writes where the ref points. An exception reaches the sender as [UnwritableMessageException].
    void write(ActorRef<?> ref, WireOutput out);

    /// Reads a ref that [#write] wrote on some node, maybe this one. An exception reaches the reader as
    /// [MalformedMessageException].
    ActorRef<?> read(WireInput in);
}
