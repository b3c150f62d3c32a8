package dev.understudy.remoting;

import dev.understudy.actor.ActorRef;
import dev.understudy.cluster.Member;

/// An actor that was registered for a service, and the member that registered it.
///
/// @param <M> what it accepts
public record Service<M>(ActorRef<M> ref, Member member) {}
